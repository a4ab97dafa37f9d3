"""Samples with thousands of features: nothing that is made of all of them holds up the window."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.datasets.dataset import Dataset
from core.engine import Engine
from core.regions import SIDE
from gui.engine_client import EngineClient
from gui.evaluation import sample_features
from gui.evaluation.sample_features import MEASURED_ROWS, ROW, SampleFeatures, features_table
from gui.evaluation.words import feature_in_own_units
from gui.panels.model import ModelPanel
from gui.session import Origin, Session
from gui.theme import theme_source
from tests.core.data_cases import blobs

PATIENCE = 20_000
WIDE, ROWS = 4_000, 300
MB = 2**20


@pytest.fixture
def session(qapp: QApplication, qtbot: QtBot) -> Iterator[Session]:
    theme_source().install(qapp)
    client = EngineClient(Engine(lambda *_: blobs(ROWS, WIDE)))
    session = Session(client, RunConfig(dataset="blobs", hidden=(HiddenLayer(4, "tanh"),)))
    client.start()
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None, timeout=PATIENCE)
    yield session
    assert client.shut_down()


def test_asking_about_the_plane_takes_little_memory_and_the_answer_is_right(
    session: Session, qtbot: QtBot
) -> None:
    panel = ModelPanel(session)
    qtbot.addWidget(panel)
    tracemalloc.start()
    try:
        panel.show()
        session.show_sample(Origin.TRAIN, 7)  # the plane goes through it
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20 * MB, "the inputs as one array are 160 MB"

    sample, found = session.sample, panel.part.outlook
    assert sample is not None
    assert found is not None
    axes = list(found.axes)
    others = np.delete(np.arange(WIDE), axes)
    qtbot.waitUntil(
        lambda: (
            session.grid is not None
            and np.array_equal(session.grid.x[:1][0, others], sample.x[others])
        ),
        timeout=PATIENCE,
    )
    grid, parameters = session.grid, session.parameters
    assert grid is not None
    assert parameters is not None
    box = found.box
    across = box.left + (np.arange(SIDE) + 0.5) * box.width / SIDE
    down = box.top - (np.arange(SIDE) + 0.5) * box.height / SIDE
    inputs = np.tile(sample.x, (SIDE * SIDE, 1))
    inputs[:, axes[0]] = np.tile(across, SIDE)
    inputs[:, axes[1]] = np.repeat(down, SIDE)
    inputs = np.concatenate([inputs, found.points.x])
    hidden = np.tanh(inputs @ parameters["W_1"].T + parameters["b_1"])
    scores = np.exp(hidden @ parameters["W_2"].T + parameters["b_2"])
    assert grid.values == pytest.approx(scores / scores.sum(axis=1, keepdims=True), abs=1e-5)


def test_of_a_test_sample_only_the_features_in_sight_are_written(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def note(dataset: Dataset, x: Array, feature: int) -> str:
        written.append(feature)
        return feature_in_own_units(dataset, x, feature)

    monkeypatch.setattr(sample_features, "feature_in_own_units", note)
    dataset = session.dataset
    assert dataset is not None
    features = SampleFeatures()
    table = features_table(features)
    qtbot.addWidget(table)
    table.resize(300, 20 * ROW)
    table.show()
    features.set_dataset(dataset)
    features.set_sample(dataset.test.x[0])
    qtbot.waitUntil(lambda: bool(written))
    assert set(written) < set(range(2 * MEASURED_ROWS))
    written.clear()
    table.verticalScrollBar().setValue(WIDE // 2)
    qtbot.waitUntil(lambda: WIDE // 2 in written)
    assert len(set(written)) <= 2 * MEASURED_ROWS
