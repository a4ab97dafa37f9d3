"""The network view with a session behind it: real engine, real data, real clicks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QToolButton
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.key import Key
from core.messages import RunState
from gui.engine_client import EngineClient
from gui.panels.stage import StagePanel
from gui.session import Origin, Session
from gui.widgets.basics import ElidedLabel
from gui.widgets.segmented import SegmentedControl


@pytest.fixture
def session() -> Iterator[Session]:
    client = EngineClient()
    client.start()
    yield Session(client, RunConfig(hidden=(HiddenLayer(12, "sigmoid"),)))
    assert client.shut_down()


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> StagePanel:
    panel = StagePanel(session)
    qtbot.addWidget(panel)
    panel.resize(1000, 620)
    with qtbot.waitExposed(panel):
        panel.show()
    session.start()
    qtbot.waitUntil(lambda: session.trace is not None)
    return panel


def title(panel: StagePanel) -> str:
    label = panel.findChild(ElidedLabel, "stageTitle")
    assert label is not None
    return label.full_text()


def click(panel: StagePanel, name: str) -> None:
    button = panel.findChild(QToolButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_first_sample_stands_on_the_stage_untrained(
    panel: StagePanel, session: Session
) -> None:
    assert session.sample is not None
    assert title(panel) == f"Test sample 1, true label {session.sample.label}, step 0"
    assert panel.view.scene_shown.thing(("W", 1)).shape == (12, 64)
    assert panel.view.scales is not None


def test_the_buttons_go_through_the_samples(panel: StagePanel, session: Session) -> None:
    click(panel, "nextSample")
    assert title(panel).startswith("Test sample 2, ")
    click(panel, "previousSample")
    click(panel, "previousSample")
    assert session.ready is not None
    assert session.sample is not None
    assert session.sample.index == len(session.ready.split.test) - 1
    control = panel.findChild(SegmentedControl, "origin")
    assert control is not None
    QTest.mouseClick(control.button("train"), Qt.MouseButton.LeftButton)
    assert title(panel).startswith("Training sample 1, ")
    click(panel, "randomSample")
    assert session.sample.origin is Origin.TRAIN


def test_a_sample_chosen_elsewhere_is_shown_here(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    session.show_sample(Origin.TRAIN, 1233)
    control = panel.findChild(SegmentedControl, "origin")
    assert control is not None
    assert control.current() == "train"
    assert title(panel).startswith("Training sample 1,234, true label ")
    with qtbot.waitSignal(session.trace_changed):
        pass
    assert session.sample is not None
    session.show_drawn(session.sample.x, 7)
    assert title(panel).startswith("Your drawing, true label 7")


def test_the_way_to_the_next_minibatch_is_written_briefly_before_the_title_is_cut(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    panel.player.set_motion(False)
    session.watch_batch(True)
    qtbot.waitUntil(lambda: session.batch is not None)
    button = panel.findChild(QToolButton, "upcomingSample")
    label = panel.findChild(ElidedLabel, "stageTitle")
    assert button is not None
    assert label is not None
    assert button.text() == "To the next minibatch"
    free = label.width() - label.sizeHint().width()
    panel.resize(panel.width() - free - 20, panel.height())
    qtbot.waitUntil(lambda: button.text() == "Batch")
    qtbot.waitUntil(lambda: label.text() == label.full_text() == title(panel))
    assert button.accessibleName() == "A sample of the run's next minibatch"
    panel.resize(panel.width() + 40, panel.height())
    qtbot.waitUntil(lambda: button.text() == "To the next minibatch")
    assert label.text() == title(panel)


def test_training_changes_the_picture_and_the_step(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    before = panel.view.grab().toImage()
    session.epoch()
    qtbot.waitUntil(lambda: session.state is RunState.PAUSED)
    assert session.place is not None
    step = f"{session.place.step:,}"
    qtbot.waitUntil(lambda: title(panel).endswith(f"step {step}"))
    assert panel.view.grab().toImage() != before


def test_a_new_network_drops_the_old_values_at_once(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    seen = []
    session.run_ready.connect(lambda _ready: seen.append(panel.view.scales))
    session.apply(replace(session.config, hidden=(HiddenLayer(5, "tanh"),)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [None]
    assert panel.view.scene_shown.thing(("W", 1)).shape == (5, 64)
    qtbot.waitUntil(lambda: panel.view.scales is not None)


def test_one_scale_for_all_layers(panel: StagePanel) -> None:
    box = next(b for b in panel.findChildren(QCheckBox) if b.text() == "Shared scales")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    scales = panel.view.scales
    assert scales is not None
    assert scales.of[Key("W", 1)] == scales.of[Key("W", 2)]


def test_a_regression_is_shown_with_its_target(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    session.apply(replace(session.config, dataset="diabetes"))
    qtbot.waitUntil(lambda: session.dataset is not None and session.dataset.name == "diabetes")
    qtbot.waitUntil(lambda: session.trace is not None)
    assert title(panel) == "Test sample 1, step 0"
    scene = panel.view.scene_shown
    assert scene.thing(("z", 1)).names[0] == "age"
    assert scene.thing(("z", 3)).shape == (1,)


def test_another_learning_rate_leaves_the_averaging_where_it_is(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    heard: list[str] = []
    box = next(b for b in panel.findChildren(QCheckBox) if b.text() == "Minibatch mean")
    panel.player.set_motion(True)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "over 4 samples" in panel.caption.text)
    session.batch_changed.connect(lambda _batch: heard.append(panel.caption.text))
    session.apply(replace(session.config, learning_rate=0.5 * session.config.learning_rate))
    qtbot.waitUntil(lambda: bool(heard))
    assert session.batch is not None
    assert "over 1 sample " not in heard[0]
    session.show_sample(Origin.TEST, 5)
    qtbot.waitUntil(lambda: len(heard) > 1 and session.batch is not None)
    assert "over 1 sample " in panel.caption.text


def test_the_caption_says_whether_the_run_takes_the_step_that_is_shown(
    qtbot: QtBot, panel: StagePanel, session: Session
) -> None:
    panel.player.set_motion(False)
    assert panel.caption.text.startswith("At rest: the whole pass, before the update.")
    assert "this sample alone were the minibatch" in panel.caption.text
    panel.player.step_back()
    assert panel.caption.text.endswith(", as if this sample alone were the minibatch.")
    box = next(b for b in panel.findChildren(QCheckBox) if b.text() == "Minibatch mean")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session.batch is not None)
    assert panel.caption.text.endswith("; the run's next minibatch is another.")
    click(panel, "upcomingSample")
    qtbot.waitUntil(lambda: session.batch is not None and session.batch.is_next)
    assert panel.caption.text.endswith("; the run's next step does just that.")
    assert not panel.findChild(QToolButton, "upcomingSample").isVisible()  # type: ignore[union-attr]
    batch = session.batch
    assert batch is not None
    assert batch.update is not None
    session.step()
    qtbot.waitUntil(lambda: session.trace is not None and session.trace.step == 1)
    trace = session.trace
    assert trace is not None
    # It trains in float32, the picture is float64.
    for layer in trace.layers:
        after = batch.update.after[f"W_{layer.layer.number}"]
        np.testing.assert_allclose(layer.W, after, rtol=1e-4, atol=1e-6)
