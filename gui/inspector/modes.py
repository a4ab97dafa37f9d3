"""How many operations forward mode and reverse mode take on a network, layer by layer. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.arrays import size
from core.formula import NumberStyle
from core.jacobian_formulas import Cost, operation_counts
from core.models import Network


@dataclass(frozen=True, slots=True)
class Row:
    """The operations of both ways for one step of the chain."""

    name: str
    forward: int
    reverse: int
    forward_product: str = ""
    """How the operations are counted: 64·784·(2·128−1)."""
    reverse_product: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both ways through a network, for the gradient by the input."""

    rows: tuple[Row, ...]
    """Of each layer, and of the loss."""
    total: Row
    inputs: int
    parameters: int
    style: NumberStyle

    @property
    def sentence(self) -> str:
        """The ratio in words."""
        forward, reverse = self.total.forward, self.total.reverse
        if forward == reverse:
            return f"Both ways take {self.style.count(forward)} operations."
        more, less = ("Forward", "reverse") if forward > reverse else ("Reverse", "forward")
        ratio = max(forward, reverse) / max(min(forward, reverse), 1)
        if ratio < 1.05:
            count = self.style.count(reverse)
            return f"Both ways take about as many operations, {count} in reverse mode."
        times = rounded(ratio, self.style)
        return f"{more} mode takes {times} times as many operations as {less} mode."

    @property
    def reason(self) -> str:
        """What it is counted for, and why it is so."""
        inputs, count = self.style.count(self.inputs), self.style.count(self.parameters)
        what = "the one input" if self.inputs == 1 else f"the {inputs} inputs"
        return (
            f"Counted for the gradient by {what}: forward mode carries a column for each, reverse "
            f"mode one vector. For the {count} parameters it would be a column for each of these."
        )


def compare(network: Network, style: NumberStyle | None = None) -> Comparison:
    """Count the operations of both modes on a network (seed 001)."""
    counts = operation_counts(network)
    last = len(network.layers)
    forward = {cost.layer: cost for cost in counts.forward}
    reverse = {cost.layer: cost for cost in counts.reverse}
    # Reverse mode begins with the gradient of the loss, which is there already.
    nothing = Cost(last + 1, "", "", 0)
    rows = [
        _row("Loss" if i > last else f"Layer {i}", forward[i], reverse.get(i, nothing))
        for i in range(1, last + 2)
    ]
    parameters = sum(size(node.shape) for node in network.graph.parameters)
    total = Row("Total", counts.forward_total, counts.reverse_total)
    return Comparison(tuple(rows), total, network.widths[0], parameters, style or NumberStyle())


def _row(name: str, forward: Cost, reverse: Cost) -> Row:
    products = (cost.plain.replace(" ", "") if cost.count else "" for cost in (forward, reverse))
    return Row(name, forward.count, reverse.count, *products)


def rounded(count: float, style: NumberStyle) -> str:
    """Write how many times as much something is, with two digits: 310, 4.2, 1.8 million."""
    for unit, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if count >= unit:
            share = float(f"{count / unit:.2g}")
            return f"{style.localized(f'{share:g}')} {word}"
    if count >= 10:
        return style.count(round(float(f"{count:.2g}")))
    return style.localized(f"{count:.2g}")


def folded(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Write neighbours that cost the same as one: "Layers 2–19, each"."""
    result: list[Row] = []
    start = 0
    for end in range(1, len(rows) + 1):
        first = rows[start]
        if end < len(rows) and replace(rows[end], name=first.name) == first:
            continue
        name = f"Layers {start + 1}–{end}, each" if end - start > 1 else first.name
        result.append(replace(first, name=name))
        start = end
    return tuple(result)
