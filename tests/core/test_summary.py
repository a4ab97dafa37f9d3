"""What a network consists of, held against the networks that are really built."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checks import LOSSES, OUTPUTS, check, parameter_count
from core.config import HiddenLayer, RunConfig
from core.datasets import catalog
from core.models import build_network
from core.ops import ACTIVATIONS
from core.optimizers import OPTIMIZERS
from core.presets import PRESETS, Preset
from core.summary import chain, headline, headline_lines, shape_text, summarize, table

LAYERS = st.lists(
    st.builds(HiddenLayer, st.integers(1, 9), st.sampled_from(sorted(ACTIVATIONS))), max_size=4
)


def test_the_network_of_the_first_start() -> None:
    summary = summarize(RunConfig(), 64, 10)
    assert headline(summary) == "64 → 32 → 10 · 2,410 parameters"
    assert [layer.weight_shape for layer in summary.layers] == [(32, 64), (10, 32)]
    assert [layer.bias_shape for layer in summary.layers] == [(32,), (10,)]
    assert [layer.parameters for layer in summary.layers] == [32 * 64 + 32, 10 * 32 + 10]


def test_the_perceptron_of_the_text_on_mnist() -> None:
    config = RunConfig(hidden=(HiddenLayer(32, "sigmoid"),))
    # 784 * 32 + 32 + 32 * 10 + 10, as counted by hand.
    assert summarize(config, 784, 10).parameters == 25_450


def test_without_hidden_layers_it_is_one_layer() -> None:
    summary = summarize(RunConfig(hidden=()), 784, 10)
    assert headline(summary) == "784 → 10 · 7,850 parameters"
    assert len(summary.layers) == 1


def test_the_modified_softmax_has_one_score_less() -> None:
    summary = summarize(RunConfig(hidden=(), output="modified softmax"), 4, 3)
    assert summary.widths == (4, 3)
    assert summary.layers[0].weight_shape == (2, 4)
    assert summary.parameters == 2 * 4 + 2


@given(
    hidden=LAYERS,
    output=st.sampled_from(OUTPUTS),
    inputs=st.integers(1, 12),
    outputs=st.integers(2, 5),
)
def test_it_counts_what_the_built_network_has(
    hidden: list[HiddenLayer], output: str, inputs: int, outputs: int
) -> None:
    loss = "cross-entropy" if output in ("softmax", "modified softmax") else "squared error"
    config = RunConfig(hidden=tuple(hidden), output=output, loss=loss)
    network = build_network(config, inputs, outputs, outputs)
    summary = summarize(config, inputs, outputs)
    shapes = [node.shape for node in network.graph.parameters]
    assert [
        shape for layer in summary.layers for shape in (layer.weight_shape, layer.bias_shape)
    ] == shapes
    assert summary.widths == network.widths
    assert summary.parameters == parameter_count(config, inputs, outputs)


@pytest.mark.parametrize(
    ("most", "text"),
    [
        (None, "64 → 5 → 6 → 7 → 8 → 10"),
        (6, "64 → 5 → 6 → 7 → 8 → 10"),
        (5, "64 → 5 → 6 → … → 8 → 10"),
        (3, "64 → 5 → … → 10"),
        (2, "64 → … → 10"),
    ],
)
def test_a_long_row_is_folded_in_the_middle(most: int | None, text: str) -> None:
    config = RunConfig(hidden=tuple(HiddenLayer(width) for width in (5, 6, 7, 8)))
    assert chain(summarize(config, 64, 10), most) == text


@pytest.mark.parametrize(
    ("hidden", "room", "lines"),
    [
        ((256, 128), 60, ("784 → 256 → 128 → 10 · 235,146 parameters",)),
        ((256, 128), 30, ("784 → 256 → 128 → 10", "235,146 parameters")),
        ((256, 128, 64), 26, ("784 → 256 → 128 → 64 → 10", "242,762 parameters")),
        ((8, 8, 8, 8, 8), 32, ("784 → 8 → 8 → 8 → 8 → 8 → 10", "6,658 parameters")),
        ((8, 8, 8, 8, 8), 27, ("784 → 8 → 8 → 8 → 8 → 8 →", "10 · 6,658 parameters")),
        ((8,) * 7, 27, ("784 → 8 → 8 → 8 → … → 8 →", "8 → 10 · 6,802 parameters")),
        ((256, 128), 19, ("784 → 256 → … → 10", "235,146 parameters")),
        ((256, 128), 3, ("784 → … → 10", "235,146 parameters")),
    ],
)
def test_a_row_is_folded_only_when_two_lines_are_too_few(
    hidden: tuple[int, ...], room: int, lines: tuple[str, ...]
) -> None:
    summary = summarize(RunConfig(hidden=tuple(HiddenLayer(width) for width in hidden)), 784, 10)
    assert headline_lines(summary, lambda text: len(text) <= room) == lines


@given(LAYERS, st.integers(20, 60))
def test_the_lines_fit_and_say_every_width_they_can(hidden: list[HiddenLayer], room: int) -> None:
    summary = summarize(RunConfig(hidden=tuple(hidden)), 784, 10)
    lines = headline_lines(summary, lambda text: len(text) <= room)
    assert len(lines) <= 2
    assert all(len(line) <= room for line in lines)
    assert lines[-1].endswith(f"{summary.parameters:,} parameters")
    if len(headline(summary)) <= room:
        assert lines == (headline(summary),)


def test_the_table_lines_up() -> None:
    text = table(summarize(RunConfig(hidden=(HiddenLayer(128), HiddenLayer(8, "tanh"))), 64, 10))
    lines = text.splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[1].split() == ["1", "relu", "128", "×", "64", "128", "8,320"]
    assert lines[-1].split() == ["total", f"{128 * 65 + 8 * 129 + 10 * 9:,}"]


def test_shapes_are_written_as_people_write_them() -> None:
    assert shape_text((4096, 784)) == "4,096 × 784"
    assert shape_text((10,)) == "10"


def needs_folder(preset: Preset) -> bool:
    entry = catalog.entry(preset.config.dataset)
    return entry is not None and entry.needs_folder


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_every_preset_says_what_is_in_the_tables(preset: Preset) -> None:
    config = preset.config
    assert config.dataset in catalog.names()
    assert config.output in OUTPUTS
    assert config.loss in LOSSES
    assert config.optimizer in OPTIMIZERS


@pytest.mark.parametrize(
    "preset",
    [preset for preset in PRESETS if not needs_folder(preset)],
    ids=lambda preset: preset.title,
)
def test_every_embedded_preset_runs_without_a_word(preset: Preset) -> None:
    config = preset.config
    assert check(config, catalog.load(config.dataset, config.data)) == ()
