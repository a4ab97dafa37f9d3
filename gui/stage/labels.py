"""What is written on the stage, taken from the core's table of formulas. No Qt.

Formulas come in versions, the longest first; the layout takes the first one that fits. Letters
below and above the line are Unicode's own (z₂, Aᵀ), so that every text can also be copied and
spoken; `gui.stage.text` sets them as what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.formula import EQUALS, Term
from core.formulas import Formulas, formulas
from core.key import LOSS, Key, has_activation, is_direct, is_fused
from core.models import Layer, Network
from core.notation import NOTATIONS, PROGRESSIVE, Notation

Versions = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """The texts of a network in a notation, by key."""

    symbols: dict[Key, str]
    """The bare symbol: z₂."""
    titles: dict[Key, Versions]
    """What is written at a thing: the symbol with its formula."""
    arrows: dict[Key, Versions]
    spoken: dict[Key, str]
    """What it is, in words."""
    said: dict[Key, str]
    """The symbol as it is spoken: z 2."""


def labels_of(network: Network, notation: Notation = PROGRESSIVE, *, split: bool = False) -> Labels:
    """Write down everything for a network; with `split` affine map and activation apart."""
    return _labels(network, notation.name, split)


@lru_cache(maxsize=8)
def _labels(network: Network, name: str, split: bool) -> Labels:
    notation = NOTATIONS[name]
    table = formulas(network, notation, split=split)
    symbols = {key: symbol.plain for key, symbol in table.symbols.table.items()}
    spoken = {key: symbol.meaning for key, symbol in table.symbols.table.items()}
    said = {key: symbol.spoken for key, symbol in table.symbols.table.items()}
    titles: dict[Key, Versions] = {
        key: _distinct(symbol, _brief(symbol)) for key, symbol in symbols.items()
    }
    count = len(network.layers)
    for key in (
        Key("z", 1),
        Key("p_s", count) if split and is_fused(network) else Key("p", count + 1),
    ):
        whole = table.of(key)[0].plain
        titles[key] = _distinct(whole, _brief(whole), symbols[key], _brief(symbols[key]))
    titles[LOSS] = ("loss",)
    arrows: dict[Key, Versions] = {
        Key("forward loss", 0): _distinct(
            table.of(LOSS)[0].plain, _brief(table.of(LOSS)[0].plain), symbols[LOSS]
        ),
        Key("backward loss", 0): (),
    }
    for layer in network.layers:
        i = layer.number
        titles[Key("q_W", i)] = (*_gradient(table, layer), symbols[Key("q_W", i)])
        apart = split and has_activation(layer)
        forward = table.of(("s", i) if apart else ("z", i + 1))[0].terms
        function = table.symbols.function(layer) if has_activation(layer) else None
        least = () if function is None else (function.plain,)
        if apart:
            arrows.update(_activation(table, layer, least))
            least = ()
        arrows[Key("g", i)] = _formula(forward, least)
        arrows[Key("A", i)] = _adjoint(table, layer)
    return Labels(symbols, titles, arrows, spoken, said)


def _gradient(table: Formulas, layer: Layer) -> Versions:
    """q = (s'(W z + b) ⊙ p) ⊗ z; and without the argument of the slope, which stands at z."""
    whole = table.of(("q_W", layer.number))[0].plain
    if not has_activation(layer):
        return _distinct(whole, _brief(whole))
    argument = _text(table.argument(layer))
    short = whole.replace(f"′({argument})", "′")
    return _distinct(whole, short, _brief(short))


def _activation(table: Formulas, layer: Layer, least: Versions) -> dict[Key, Versions]:
    """From the scores to what the activation makes of them, and back."""
    i = layer.number
    forward = table.of(("z", i + 1))[0].terms
    found = {Key("activation", i): _formula(forward, least)}
    if not is_direct(table.network, layer):
        back = table.of(("p_s", i))[0].terms
        slopes = tuple(f"{name}′" for name in least)
        found[Key("slope", i)] = _formula(back, slopes)
    return found


def _adjoint(table: Formulas, layer: Layer) -> Versions:
    """p = A^T p; or with W for A, where no activation comes between; at last only the operator."""
    terms = table.of(("p", layer.number))[0].terms
    parts = _split(terms[2:])
    product = parts[-1] if is_direct(table.network, layer) else parts[0]
    whole, part = _text((*terms[:2], *product)), _text(product)
    # A line of other letters may be too long for the room that there is. A line of these is not,
    # as long as there is more room than for the least.
    brief = _brief(part)
    operator = _brief(_text([term for term in product if term.key and term.key.symbol in "AW"]))
    forms = (whole, whole, whole, brief) if len(whole) < 16 else (whole, part, brief, brief)
    return (*forms, operator or brief)


def _split(terms: Sequence[Term]) -> list[Sequence[Term]]:
    """Cut a formula at its equality signs."""
    if EQUALS not in terms:
        return [terms]
    cut = list(terms).index(EQUALS)
    return [terms[:cut], *_split(terms[cut + 1 :])]


def _formula(terms: Sequence[Term], least: Versions) -> Versions:
    """Four versions: with its left side, without it, briefly, and the least that says something."""
    right = _text(_right(terms))
    return (_text(terms), right, _brief(right), *(least or (_brief(right),)))


def _brief(text: str) -> str:
    """Without what goes without saying: in the notation of a program, that it is a value."""
    return text.replace(".value", "")


def _distinct(*versions: str) -> Versions:
    """Each of them once."""
    return tuple(dict.fromkeys(versions))


def _right(terms: Sequence[Term]) -> Sequence[Term]:
    return terms[2:]


def _text(terms: Sequence[Term]) -> str:
    return "".join(term.plain for term in terms)
