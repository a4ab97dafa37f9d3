"""What a network consists of, as records and as text: layers, shapes, numbers of parameters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from core.arrays import Shape
from core.config import RunConfig


@dataclass(frozen=True, slots=True)
class LayerSummary:
    """Layer i: its activation and the shapes of what it learns."""

    number: int
    """i, counted from 1 as in the texts."""
    activation: str
    weight_shape: Shape
    """(outputs of the affine map, inputs)."""
    bias_shape: Shape

    @property
    def parameters(self) -> int:
        """The number of its weights and biases."""
        rows, columns = self.weight_shape
        return rows * columns + self.bias_shape[0]


@dataclass(frozen=True, slots=True)
class NetworkSummary:
    """The widths n_1, ..., n_{L+1} and the layers between them."""

    widths: tuple[int, ...]
    layers: tuple[LayerSummary, ...]

    @property
    def parameters(self) -> int:
        """The number of all weights and biases."""
        return sum(layer.parameters for layer in self.layers)


def summarize(config: RunConfig, inputs: int, outputs: int) -> NetworkSummary:
    """Return what the network of a configuration consists of, without building it.

    `inputs` is the number of features, `outputs` that of classes or targets. The modified softmax
    learns one score less than it has outputs: that of its reference class is 0.
    """
    widths = (inputs, *(layer.width for layer in config.hidden), outputs)
    activations = (*(layer.activation for layer in config.hidden), config.output)
    layers = []
    for number, ((before, after), activation) in enumerate(
        zip(pairwise(widths), activations, strict=True), 1
    ):
        scores = after - 1 if activation == "modified softmax" else after
        layers.append(LayerSummary(number, activation, (scores, before), (scores,)))
    return NetworkSummary(widths, tuple(layers))


def chain(summary: NetworkSummary, most: int | None = None) -> str:
    """Return the widths in a row: "64 → 32 → 10".

    A row of more than `most` widths (at least 2) is folded in the middle: "64 → … → 10".
    """
    texts = [f"{width:,}" for width in summary.widths]
    if most is not None and len(texts) > most:
        first, last = (most + 1) // 2, most // 2
        texts = [*texts[:first], "…", *texts[-last:]]
    return " → ".join(texts)


def headline(summary: NetworkSummary, most: int | None = None) -> str:
    """Return one line: "64 → 32 → 10 · 2,410 parameters"; its row is folded as in `chain`."""
    return f"{chain(summary, most)} · {summary.parameters:,} parameters"


def headline_lines(summary: NetworkSummary, fits: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the headline on one line if it `fits`, else on two.

    Only when two are too few is the row of widths folded, and no more than it must be. Two lines
    part before the number of parameters where they can, else behind an arrow. When nothing fits,
    the shortest row and the number of parameters are returned all the same.
    """
    for most in range(len(summary.widths), 1, -1):
        whole = headline(summary, most)
        if fits(whole):
            return (whole,)
        row, count = whole.split(" · ")
        if fits(row) and fits(count):
            return row, count
        words = whole.split(" → ")
        for at in range(len(words) - 1, 0, -1):
            lines = f"{' → '.join(words[:at])} →", " → ".join(words[at:])
            if all(fits(line) for line in lines):
                return lines
    return chain(summary, 2), f"{summary.parameters:,} parameters"


def table(summary: NetworkSummary) -> str:
    """Return a line for each layer, with headings and the total, in aligned columns."""
    rows = [("layer", "activation", "W", "b", "parameters")]
    rows += [
        (
            str(layer.number),
            layer.activation,
            shape_text(layer.weight_shape),
            shape_text(layer.bias_shape),
            f"{layer.parameters:,}",
        )
        for layer in summary.layers
    ]
    rows.append(("total", "", "", "", f"{summary.parameters:,}"))
    sizes = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = []
    for row in rows:
        left = [text.ljust(size) for text, size in zip(row[:-1], sizes, strict=False)]
        lines.append("  ".join([*left, row[-1].rjust(sizes[-1])]))
    return "\n".join(lines)


def shape_text(shape: Shape) -> str:
    """Return a shape as people write it: "32 × 64"."""
    return " × ".join(f"{size:,}" for size in shape)
