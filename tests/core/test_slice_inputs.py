"""Inputs at places on a slice: where they are, and that they are made some at a time."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig
from core.datasets.catalog import load
from core.metrics import Evaluator
from core.models import build_network
from core.parameters import ParameterVector
from core.regions import Box, cell_middles
from core.slice_inputs import SliceInputs, line_places, plane_places, to_scaled

WIDE = 4_000
MB = 2**20


def test_inputs_and_own_units_are_each_others_inverse() -> None:
    dataset = load("iris")
    box, held = Box(4.0, 8.0, 0.1, 2.5), dataset.train.x[7]
    places = plane_places(dataset, (0, 3), box, side=5)
    inputs = SliceInputs((0, 3), places, held, dataset.train.x[:0])[:]
    assert inputs.dtype == np.float32
    own = dataset.own_units(inputs).reshape(5, 5, 4)
    assert own[0, :, 0] == pytest.approx(cell_middles(4.0, 8.0, 5), rel=1e-6)
    # From the top down.
    assert own[:, 2, 3] == pytest.approx([2.26, 1.78, 1.3, 0.82, 0.34], rel=1e-6)
    assert inputs[:, [1, 2]] == pytest.approx(np.tile(held[[1, 2]], (25, 1)))
    assert to_scaled(dataset, (0, 1, 2, 3), own) == pytest.approx(inputs.reshape(5, 5, 4), abs=1e-6)


def test_a_line_runs_from_end_to_end() -> None:
    dataset = load("sine", DataConfig(scaling="standard"))
    own = dataset.own_units(line_places(dataset, -2.0, 3.0, 11))[:, 0]
    assert own == pytest.approx(np.linspace(-2, 3, 11), abs=1e-6)


@pytest.mark.parametrize("size", [1, 3, 5, 7, 12, 20])
def test_some_rows_at_a_time_are_all_rows_in_the_end(size: int) -> None:
    places, points = np.arange(14.0).reshape(7, 2), -np.arange(20.0).reshape(5, 4)
    inputs = SliceInputs((2, 0), places, np.full(4, 9.0), points)
    assert inputs.shape == (len(inputs), 4) == (12, 4)
    pieces = [inputs[start : start + size] for start in range(0, len(inputs), size)]
    whole = np.concatenate(pieces)
    assert whole[:7, [2, 0]].tolist() == places.tolist()
    assert (whole[:7, [1, 3]] == 9.0).all()
    assert whole[7:].tolist() == points.tolist()


def test_what_a_model_makes_of_thousands_of_features_takes_little_memory() -> None:
    network = build_network(RunConfig(hidden=(HiddenLayer(3, "tanh"),)), WIDE, 2, 2)
    parameters, rng = ParameterVector(network.graph), np.random.default_rng(0)
    parameters.flat[:] = rng.normal(scale=0.02, size=parameters.flat.size)
    held = rng.normal(size=WIDE).astype(np.float32)
    places = rng.normal(size=(10_000, 2))
    inputs = SliceInputs((5, 3000), places, held, held[np.newaxis])
    tracemalloc.start()
    try:
        values = Evaluator(network, parameters).predict(inputs)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20 * MB, "all inputs at once are 160 MB"
    # W_1 x of two features that move, and of all the others together.
    weights, axes = parameters["W_1"].astype(np.float64), [5, 3000]
    rest = weights @ held - weights[:, axes] @ held[axes]
    moved = np.concatenate([places, held[axes][np.newaxis]])
    hidden = np.tanh(rest + moved @ weights[:, axes].T + parameters["b_1"])
    scores = hidden @ parameters["W_2"].T + parameters["b_2"]
    share = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    assert values == pytest.approx(share, abs=1e-5)
