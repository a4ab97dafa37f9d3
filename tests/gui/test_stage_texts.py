"""What is written on the stage: formulas that hold for the numbers, and numbers that are right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QRawFont

from core.config import HiddenLayer, RunConfig
from core.initializers import initialize
from core.key import Key, values_of
from core.models import Network, build_network
from core.notation import NOTATIONS, Notation
from core.parameters import ParameterVector
from core.trace import Trace, take_trace
from gui.drawing import numbers
from gui.stage.labels import Labels, labels_of
from gui.stage.layout import Names, layout
from gui.stage.related import related
from gui.stage.scales import scales_of
from gui.stage.scene import Spot
from gui.stage.text import LEAST_SIZE, FontMeasure, make_fonts, runs
from gui.theme import register_fonts
from gui.theme.fonts import FONT_FILES, FONT_FOLDER

KINDS = [
    pytest.param("softmax", "cross-entropy", id="softmax, cross-entropy"),
    pytest.param("modified softmax", "cross-entropy", id="modified softmax, cross-entropy"),
    pytest.param("softmax", "squared error", id="softmax, squared error"),
    pytest.param("sigmoid", "mean squared error", id="sigmoid, mean squared error"),
    pytest.param("identity", "half squared error", id="identity, half squared error"),
]
HIDDEN = ("sigmoid", "tanh", "relu", "leaky relu", "identity")


def build(output: str, loss: str) -> Network:
    hidden = tuple(HiddenLayer(4, activation) for activation in HIDDEN)
    classes = 0 if output == "identity" else 3
    return build_network(RunConfig(hidden=hidden, output=output, loss=loss), 5, 3, classes)


def trace_of(network: Network) -> Trace:
    random = np.random.default_rng(0)
    parameters = ParameterVector(network.graph)
    initialize(network.graph, parameters, "normal", random, 0.7)
    return take_trace(network, parameters, random.normal(size=5), np.eye(3)[1])


@pytest.mark.parametrize(("output", "loss"), KINDS)
def test_formulas_of_the_adjoints_are_true(output: str, loss: str) -> None:
    network = build(output, loss)
    trace, labels = trace_of(network), labels_of(network)
    for layer in trace.layers:
        i = layer.layer.number
        text = labels.arrows[Key("A", i)][0]
        after = values_of(trace, Key("p", i + 1))
        jacobian = layer.W if "W" in text else layer.A.dense()
        np.testing.assert_allclose(layer.p, jacobian.T @ after, atol=1e-12)


@pytest.mark.parametrize(("output", "loss"), KINDS)
def test_formulas_of_the_gradients_are_true(output: str, loss: str) -> None:
    network = build(output, loss)
    trace, labels = trace_of(network), labels_of(network)
    for layer in trace.layers:
        i = layer.layer.number
        text = labels.titles[Key("q_W", i)][0]
        p = values_of(trace, Key("p", i + 1))
        if "′" in text or "diag" in text:
            p = layer.activation.dense().T @ p
        np.testing.assert_allclose(layer.q_W, np.outer(p, layer.z), atol=1e-12)


FIRST = {
    "p₇ = (z₇ − y)[1…K−1]": lambda z, y: (z - y)[:-1],
    "p₇ = 2 (z₇ − y)": lambda z, y: 2 * (z - y),
    "p₇ = 2/3 (z₇ − y)": lambda z, y: 2 / 3 * (z - y),
    "p₇ = z₇ − y": lambda z, y: z - y,
}


@pytest.mark.parametrize(("output", "loss"), KINDS)
def test_the_first_adjoint_is_what_its_formula_says(output: str, loss: str) -> None:
    network = build(output, loss)
    trace = trace_of(network)
    text = labels_of(network).titles[Key("p", 7)][0]
    expected = FIRST[text](trace.prediction, trace.y)
    shown = values_of(trace, Key("p", 7))[: len(expected)]
    np.testing.assert_allclose(shown, expected, atol=1e-12)


def all_texts(labels: Labels) -> set[str]:
    versions = [*labels.titles.values(), *labels.arrows.values()]
    return {text for texts in versions for text in texts} | set(labels.symbols.values())


@pytest.mark.parametrize("notation", NOTATIONS.values(), ids=NOTATIONS)
@pytest.mark.parametrize(("output", "loss"), KINDS)
def test_every_letter_is_in_a_font_of_the_program(
    qapp: object, output: str, loss: str, notation: Notation
) -> None:
    fonts = [QRawFont(str(FONT_FOLDER / name), 14) for name in FONT_FILES]
    texts = all_texts(labels_of(build(output, loss), notation))
    letters = {letter for text in texts for letter in text}
    letters |= {plain for letter in letters for run, _ in runs(letter) for plain in run}
    missing = [c for c in letters if not any(font.supportsCharacter(ord(c)) for font in fonts)]
    assert missing == []


def test_indices_are_set_below_and_above_the_line() -> None:
    assert runs("p₁₂ = A₁ᵀ p") == [
        ("p", 0), ("12", -1), (" = A", 0), ("1", -1), ("T", 1), (" p", 0),
    ]  # fmt: skip


def test_no_text_is_smaller_than_eleven_pixels(qapp: object) -> None:
    register_fonts()
    fonts = make_fonts()
    every = (
        fonts.label,
        fonts.index,
        fonts.small,
        fonts.number,
        fonts.strong,
        fonts.loss,
        fonts.fitted(fonts.number, 1.0),
        fonts.fitted(fonts.strong, 1.0),
        fonts.large_number,
    )
    assert min(font.pixelSize() for font in every) >= LEAST_SIZE == 11


@given(st.floats(1e-12, 1e12))
def test_an_end_of_a_scale_is_written_exactly_and_clips_nothing(value: float) -> None:
    end = numbers.round_up(value)
    assert value * (1 - 1e-9) <= end <= 1.1 * value * (1 + 1e-9)
    assert float(numbers.end_of_scale(end).replace("−", "-")) == pytest.approx(end, rel=1e-9)


@given(st.floats(-99999, 99999))
def test_numbers_in_cells_are_short_and_never_a_false_zero(value: float) -> None:
    text = numbers.short(value)
    assert len(text.lstrip("−")) <= 6
    read = float(text.replace("−", "-"))
    # Two digits that count; one where the power of ten takes the room of the other.
    assert read == pytest.approx(value, rel=0.051 if abs(value) > 1e-9 else 0.5, abs=5e-324)
    assert (read == 0) == (value == 0) or abs(value) < 1e-99


def test_numbers_of_a_vector_have_the_same_decimals() -> None:
    written = [numbers.fixed(value, 0.062, sign=True) for value in (-0.0621, 0.0002, 0.0)]
    assert written == ["−0.0621", "+0.0002", "0.0000"]


def test_what_is_not_zero_is_not_written_as_zero() -> None:
    assert numbers.fixed(6.19e-5, 0.5) == "6.2e−5"
    assert numbers.fixed(-6.19e-5, 1.0, sign=True) == "−6.2e−5"
    assert numbers.fixed(1e-9, 0.062, sign=True) == "+1.0e−9"
    assert numbers.fixed(-0.0, 0.5) == "0.000"


@pytest.mark.parametrize(
    ("value", "text", "brief"),
    [
        (6.19e-5, "6.2e−5", "6e−5"),
        (-4.04e-4, "−4.0e−4", "−4e−4"),
        (0.00123, "0.0012", "0.001"),
        (0.0996, "0.100", "0.100"),
        (1.2e-10, "1e−10", "1e−10"),
        (123456.0, "1.2e5", "1e5"),
        (0.0, "0.000", "0.000"),
    ],
)
def test_small_numbers_have_two_digits_where_there_is_room(
    value: float, text: str, brief: str
) -> None:
    assert numbers.short(value) == text
    assert numbers.short(value, brief=True) == brief


def test_what_is_no_number_is_named() -> None:
    assert numbers.short(float("nan")) == "not a number"
    assert numbers.short(float("-inf")) == "−∞"


@pytest.mark.parametrize("shared", [False, True])
def test_no_colour_scale_clips_a_value(shared: bool) -> None:
    trace = trace_of(build("softmax", "cross-entropy"))
    scales = scales_of(trace, image=False, shared=shared)
    for key, scale in scales.of.items():
        values = values_of(trace, key)
        assert np.abs(values).max() <= scale.end * (1 + 1e-9)
        assert scale.signed or values.min() >= 0


def test_a_weight_belongs_to_the_values_that_it_connects(qapp: object) -> None:
    network = build_network(RunConfig(hidden=(HiddenLayer(4),)), 6, 3, 3)
    measure = FontMeasure(make_fonts())
    scene = layout(network, (2, 3), Names((), ("a", "b", "c")), (1000, 600), measure)
    weight = scene.thing(("W", 1)).cells.cell_of(2 * 6 + 5)
    found = related(scene, Spot(Key("W", 1), weight))
    assert set(found) == {
        Spot(Key("q_W", 1), weight),
        Spot(Key("z", 1), 5),
        Spot(Key("z", 2), 2),
        Spot(Key("p", 2), 2),
        Spot(Key("b", 1), 2),
    }
    assert set(related(scene, Spot(Key("p", 3), 1))) == {
        Spot(Key("z", 3), 1),
        Spot(Key("b", 2), 1),
        Spot(Key("q_b", 2), 1),
    }
    assert related(scene, Spot(Key("W", 1))) == ()
