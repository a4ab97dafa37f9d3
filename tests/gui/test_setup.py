"""The setup panel through real clicks and keys, with the real engine behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QToolButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.config import HiddenLayer, RunConfig
from core.data_config import DataConfig
from core.datasets import catalog
from core.datasets.dataset import Dataset
from core.engine import Engine
from core.optimizers import OPTIMIZERS
from core.presets import PRESETS
from core.work import Work
from gui.engine_client import EngineClient
from gui.panels.setup import SetupPanel
from gui.session import Notice, Session, default_config
from gui.setup.boxes import ChoiceList, DecayBox, PercentBox
from gui.theme import GRID, theme_source
from gui.widgets.note import FieldNote
from gui.widgets.notice import Level

Key = Qt.Key
SIZE = (290, 700)
Opener = Callable[..., SetupPanel]


@pytest.fixture
def open_panel(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Opener]:
    """Open the panel on a session whose first run stands."""
    clients: list[EngineClient] = []

    def open_it(config: RunConfig | None = None, engine: Engine | None = None) -> SetupPanel:
        theme_source().install(qapp)
        client = EngineClient(engine)
        clients.append(client)
        # An empty folder: no MNIST, wherever these tests run.
        session = Session(client, config or RunConfig(), data_dir=tmp_path)
        panel = SetupPanel(session)
        qtbot.addWidget(panel)
        client.start()
        session.start()
        panel.resize(*SIZE)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        settle(qtbot, panel)
        return panel

    yield open_it
    for client in clients:
        assert client.shut_down()


@pytest.fixture
def panel(open_panel: Opener) -> SetupPanel:
    return open_panel()


def session_of(panel: SetupPanel) -> Session:
    return panel.data.session


def settle(qtbot: QtBot, panel: SetupPanel) -> None:
    """Wait until the run of the settings stands, or they were refused."""
    session = session_of(panel)
    qtbot.waitUntil(lambda: session.ready is not None and not session.loading)


def retype(box: QWidget, text: str, end: Key = Key.Key_Return) -> None:
    """Replace what stands in an entry, as one does it at the keyboard."""
    box.setFocus()
    line = box.findChild(QLineEdit)
    assert line is not None
    QTest.keyClick(line, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, end)


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(box: QComboBox, title: str) -> None:
    """Choose from a combo box by typing how the title begins: once a test, see `press`."""
    box.setFocus()
    QTest.keyClicks(box, title)
    assert box.currentText().startswith(title)


def press(box: QComboBox, key: Key, times: int = 1) -> None:
    """Go through a combo box by the arrow keys; letters soon after others would be one word."""
    box.setFocus()
    for _ in range(times):
        QTest.keyClick(box, key)


def refusals(panel: SetupPanel) -> list[FieldNote]:
    """What is said under fields about what cannot be taken."""
    notes = panel.findChildren(FieldNote)
    return [note for note in notes if note.isVisible() and note.level() is Level.ERROR]


def changes(session: Session) -> list[RunConfig]:
    seen: list[RunConfig] = []
    session.config_changed.connect(seen.append)
    return seen


def controls(panel: SetupPanel) -> list[QWidget]:
    """Everything in the scrolled part that Tab can reach now."""
    content = panel.presets.parentWidget()
    assert content is not None
    inside = content.findChildren(QWidget)
    tab = Qt.FocusPolicy.TabFocus
    return [
        widget
        for widget in inside
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & tab
        and widget.focusProxy() is None
        and not isinstance(widget.parent(), QAbstractSpinBox)
    ]


# What is shown


def test_the_first_start_needs_nothing(panel: SetupPanel) -> None:
    assert panel.data.dataset.currentText() == "Digits 8 × 8"
    assert panel.network.input.full_text() == "64 = 8 × 8 pixels"
    assert [row.units.value() for row in panel.network.layers.rows] == [32]
    assert panel.footer.summary.text() == "64 → 32 → 10 · 2,410 parameters"
    assert "1,297 samples, 41 steps" in panel.footer.status.full_text()
    notes = [note for section in panel.sections for note in section.notes.values()]
    assert not any(note.isVisible() for note in notes)


def test_every_control_shows_the_settings_whoever_changed_them(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    config = RunConfig(
        dataset="wine",
        hidden=(HiddenLayer(5000, "tanh"), HiddenLayer(3, "leaky relu")),
        output="modified softmax",
        initializer="normal",
        sigma=0.25,
        optimizer="nesterov",
        learning_rate=3e-5,
        hyperparameters=(("momentum", 0.5),),
        weight_decay=1e-4,
        batch_size=7,
        epochs=3,
        seed=11,
        development_fraction=0.125,
    )
    seen = changes(session)
    session.apply(config)
    settle(qtbot, panel)
    assert seen == [config]  # showing it is no edit
    assert session.config == config
    assert panel.data.dataset.key() == "wine"
    assert [row.units.value() for row in panel.network.layers.rows] == [5000, 3]
    assert [row.activation.key() for row in panel.network.layers.rows] == ["tanh", "leaky relu"]
    assert panel.network.output.key() == "modified softmax"
    assert panel.start.initializer.key() == "normal"
    assert panel.start.sigma.isVisible()
    assert panel.start.sigma.value() == 0.25
    assert panel.training.optimizer.key() == "nesterov"
    assert panel.training.learning_rate.value() == 3e-5
    assert panel.training.pages["nesterov"].boxes["momentum"].value() == 0.5
    assert panel.training.weight_decay.value() == 1e-4
    assert panel.training.batch_size.value() == 7
    assert panel.training.epochs.value() == 3
    assert panel.start.seed.value() == 11
    assert panel.training.development.text() == "12.5 %"


# Data


def test_a_data_set_is_chosen_by_the_keyboard(panel: SetupPanel, qtbot: QtBot) -> None:
    panel.data.dataset.setFocus()
    QTest.keyClick(panel.data.dataset, Key.Key_Down)
    settle(qtbot, panel)
    assert session_of(panel).config.dataset == "iris"
    assert panel.network.input.full_text() == "4 features"
    assert panel.footer.summary.text() == "4 → 32 → 3 · 259 parameters"
    assert "150 flowers" in panel.data.summary.full_text()


def test_numbers_to_predict_adapt_output_and_loss(panel: SetupPanel, qtbot: QtBot) -> None:
    choose(panel.data.dataset, "Dia")
    settle(qtbot, panel)
    config = session_of(panel).config
    assert (config.output, config.loss) == ("identity", "mean squared error")
    assert panel.network.output.key() == "identity"
    note = panel.network.notes["output"]
    assert note.isVisible()
    assert note.level() is Level.INFO
    possible = [key for key in ("softmax", "sigmoid") if panel.network.output.is_possible(key)]
    assert not possible
    assert not panel.network.loss.is_possible("cross-entropy")
    press(panel.data.dataset, Key.Key_Up)
    settle(qtbot, panel)
    config = session_of(panel).config
    assert (config.output, config.loss) == ("softmax", "cross-entropy")


def test_keys_pass_over_what_is_impossible(panel: SetupPanel, qtbot: QtBot) -> None:
    choose(panel.data.dataset, "Dia")
    settle(qtbot, panel)
    panel.network.output.setFocus()
    for _ in range(5):
        QTest.keyClick(panel.network.output, Key.Key_Up)
    assert session_of(panel).config.output == "identity"
    reason = panel.network.output.itemData(0, Qt.ItemDataRole.ToolTipRole)
    assert "numbers to predict" in reason.replace("\n", " ")


def test_a_refused_data_set_leaves_everything_as_it_was(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    before, run = session.config, session.ready
    told: list[Notice | None] = []
    session.notice.connect(told.append)
    choose(panel.data.dataset, "Fash")
    assert session.config.dataset == "fashion-mnist"
    qtbot.waitUntil(lambda: not session.loading)
    assert session.config == before
    assert session.ready is run
    assert panel.data.dataset.key() == "fashion-mnist"  # shown beside the offer to download it
    assert panel.data.offer.isVisible()
    assert panel.footer.summary.text() == "64 → 32 → 10 · 2,410 parameters"
    last = told[-1]
    assert last is not None
    assert "train-images" in last.message


def test_after_a_refusal_the_run_that_stands_still_trains(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    press(panel.data.dataset, Key.Key_Down, 17)  # past iris, wine, ... to MNIST, in one go
    assert session.config.dataset == "mnist"
    qtbot.waitUntil(lambda: not session.loading)
    assert session.config.dataset in ("digits", "iris")  # the only other one that was begun
    assert session.ready is not None
    assert session.config == session.ready.config
    session.step()
    qtbot.waitUntil(lambda: session.place is not None and session.place.step == 1, timeout=2000)


def test_a_refused_preset_leaves_the_learning_rate_that_is_in_use(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    retype(panel.training.learning_rate, "0.002")
    fashion = next(preset for preset in PRESETS if preset.config.dataset == "fashion-mnist")
    session.apply(fashion.config)
    qtbot.waitUntil(lambda: not session.loading)
    assert session.config == RunConfig(learning_rate=0.002)
    assert panel.training.learning_rate.value() == 0.002


def test_a_chosen_folder_is_where_files_are_looked_for(
    panel: SetupPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "my data"
    folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    session = session_of(panel)
    told: list[Notice | None] = []
    session.notice.connect(told.append)
    choose(panel.data.dataset, "MNIST")
    qtbot.waitUntil(lambda: bool(session.wanted))
    click(panel.data.offer.folder_button)
    assert "my data" in panel.data.notes["dataset"].text()
    qtbot.waitUntil(lambda: not session.loading)
    last = told[-1]
    assert last is not None
    assert str(folder) in last.message


def test_a_cancelled_folder_changes_nothing(
    panel: SetupPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(session_of(panel), "set_data_dir", asked.append)
    panel.data.choose_folder()
    assert asked == []


# Network


def test_layers_are_added_and_removed(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    click(panel.network.add_button)
    click(panel.network.add_button)
    retype(panel.network.layers.rows[1].units, "7")
    settle(qtbot, panel)
    assert [layer.width for layer in session.config.hidden] == [32, 7, 32]
    assert panel.footer.summary.text().endswith("2,897 parameters")
    click(panel.network.layers.rows[0].remove_button)
    settle(qtbot, panel)
    assert [layer.width for layer in session.config.hidden] == [7, 32]
    assert [row.units.value() for row in panel.network.layers.rows] == [7, 32]


def test_without_layers_it_is_softmax_regression(panel: SetupPanel, qtbot: QtBot) -> None:
    button = panel.network.layers.rows[0].remove_button
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)
    settle(qtbot, panel)
    assert session_of(panel).config.hidden == ()
    assert panel.footer.summary.text() == "64 → 10 · 650 parameters"
    assert panel.network.add_button.hasFocus()  # not a button that is gone


def test_the_focus_stays_in_the_list_when_a_layer_goes(panel: SetupPanel, qtbot: QtBot) -> None:
    click(panel.network.add_button)
    rows = panel.network.layers.rows
    rows[1].remove_button.setFocus()
    QTest.keyClick(rows[1].remove_button, Key.Key_Space)
    settle(qtbot, panel)
    assert panel.network.layers.rows[0].remove_button.hasFocus()


def test_a_typed_width_counts_once_and_only_when_it_is_complete(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    seen = changes(session_of(panel))
    retype(panel.network.layers.rows[0].units, "128")
    settle(qtbot, panel)
    assert [config.hidden for config in seen] == [(HiddenLayer(128),)]
    assert panel.footer.summary.text() == "64 → 128 → 10 · 9,610 parameters"


def test_an_activation_is_chosen_by_the_keyboard(panel: SetupPanel, qtbot: QtBot) -> None:
    choose(panel.network.layers.rows[0].activation, "Tan")
    settle(qtbot, panel)
    assert session_of(panel).config.hidden == (HiddenLayer(32, "tanh"),)


def test_an_output_without_probabilities_takes_its_loss_along(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    choose(panel.network.output, "Sig")
    settle(qtbot, panel)
    assert (session.config.output, session.config.loss) == ("sigmoid", "mean squared error")
    assert "cross-entropy" in panel.network.notes["loss"].text()
    assert not panel.network.loss.is_possible("cross-entropy")
    press(panel.network.output, Key.Key_Up)
    settle(qtbot, panel)
    assert (session.config.output, session.config.loss) == ("modified softmax", "cross-entropy")
    assert panel.network.loss.is_possible("cross-entropy")


def test_a_squared_error_on_a_softmax_is_a_warning_that_runs(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    choose(panel.network.loss, "Squ")
    settle(qtbot, panel)
    note = panel.network.notes["loss"]
    assert note.level() is Level.WARNING
    assert "exact" in note.text()
    assert panel.footer.problem_button.text() == "Warning: loss"
    run = session_of(panel).ready
    assert run is not None
    assert run.config.loss == "squared error"


def test_a_network_beyond_memory_is_refused_beside_its_layers(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    run = session.ready
    session.apply(replace(session.config, hidden=(HiddenLayer(4096),) * 6))
    note = panel.network.notes["hidden"]
    assert note.isVisible()
    assert note.level() is Level.ERROR
    assert "GB" in note.text()
    assert panel.footer.problem_button.text() == "Cannot run: hidden layers"
    lines = panel.footer.summary.text().splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("64 → 4,096 →")
    assert lines[1].endswith("10 · 84,213,770 parameters")
    assert len(panel.network.layers.rows) == 6  # shown, to be mended
    assert not session.loading
    assert session.ready is run
    session.apply(replace(session.config, hidden=(HiddenLayer(3_000_000),)))
    assert note.level() is Level.ERROR
    assert panel.network.layers.rows[0].units.value() == 3_000_000
    retype(panel.network.layers.rows[0].units, "16")
    settle(qtbot, panel)
    assert session.config.hidden == (HiddenLayer(16),)
    assert not note.isVisible()
    assert not panel.footer.problem_button.isVisible()


def test_a_note_moves_nothing_that_stands_above_it(panel: SetupPanel, qtbot: QtBot) -> None:
    above = [
        *(widget for widget in controls(panel) if panel.data.content.isAncestorOf(widget)),
        panel.network.output,
        panel.network.loss,
    ]
    before = [widget.mapTo(panel, QPoint(0, 0)) for widget in above]
    widths = [widget.width() for widget in above]
    choose(panel.network.loss, "Squ")
    settle(qtbot, panel)
    QApplication.processEvents()
    assert panel.network.notes["loss"].isVisible()
    assert [widget.mapTo(panel, QPoint(0, 0)) for widget in above] == before
    assert [widget.width() for widget in above] == widths


def test_the_foot_leads_to_a_problem_out_of_sight(panel: SetupPanel, qtbot: QtBot) -> None:
    panel.resize(290, 400)
    session = session_of(panel)
    session.apply(replace(session.config, batch_size=5000))
    settle(qtbot, panel)
    note = panel.training.notes["batch_size"]
    panel.training.set_expanded(False)
    assert note.visibleRegion().isEmpty()
    click(panel.footer.problem_button)
    qtbot.waitUntil(lambda: not note.visibleRegion().isEmpty())
    assert panel.training.is_expanded()


# Start


def test_the_die_rolls_a_seed(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    click(panel.start.seed.dice_button)
    settle(qtbot, panel)
    assert session.config.seed != 0
    assert panel.start.seed.value() == session.config.seed
    ready = session.ready
    assert ready is not None
    assert ready.config.seed == session.config.seed


def test_new_weights_show_their_seed(panel: SetupPanel, qtbot: QtBot) -> None:
    session_of(panel).new_weights()
    settle(qtbot, panel)
    assert panel.start.seed.value() == 1


def test_sigma_is_there_when_it_matters(panel: SetupPanel, qtbot: QtBot) -> None:
    assert not panel.start.sigma.isVisible()
    choose(panel.start.initializer, "Nor")
    assert panel.start.sigma.isVisible()
    retype(panel.start.sigma, "0,5")
    settle(qtbot, panel)
    config = session_of(panel).config
    assert (config.initializer, config.sigma) == ("normal", 0.5)


# Training


def test_a_tiny_learning_rate_is_taken_as_it_is_and_at_once(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    run = session.ready
    retype(panel.training.learning_rate, "1e-7")
    assert session.config.learning_rate == 1e-7
    assert not session.loading  # no new network for it
    assert session.ready is run


def test_a_learning_rate_of_zero_is_a_warning(panel: SetupPanel) -> None:
    retype(panel.training.learning_rate, "0")
    note = panel.training.notes["learning_rate"]
    assert note.level() is Level.WARNING
    assert note.isVisible()


@pytest.mark.parametrize("text", ["-1", "abc", "1e999", "", "nan", "inf"])
def test_a_refused_entry_stays_and_says_why(panel: SetupPanel, text: str) -> None:
    session = session_of(panel)
    box = panel.training.learning_rate
    box.setFocus()
    line = box.findChild(QLineEdit)
    assert line is not None
    QTest.keyClick(line, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(line, Key.Key_Delete)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Key.Key_Tab)
    assert session.config.learning_rate == 1e-3
    assert box.text() == text
    (note,) = refusals(panel)
    assert note.text() == box.refusal()
    assert note.text().endswith(" In use: 0.001.")
    session.apply(replace(session.config, batch_size=64))  # what else changes leaves it alone
    assert refusals(panel) == [note]
    retype(box, "0.01")
    assert refusals(panel) == []


def test_whole_numbers_say_why_they_are_refused(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    before = session.config
    boxes = {
        panel.network.layers.rows[0].units: "5000",
        panel.training.batch_size: "0",
        panel.training.epochs: "2.5",
        panel.start.seed.spin_box: "-3",
        panel.data.split.seed: "1e12",
    }
    for box, text in boxes.items():
        panel.data.split.set_expanded(True)
        retype(box, text)
        assert box.text() == text
        (note,) = refusals(panel)
        assert note.text() == box.refusal()
        QApplication.processEvents()
        top = note.mapTo(panel, QPoint(0, 0)).y()
        bottom = box.mapTo(panel, box.rect().bottomLeft()).y()
        assert 0 < top - bottom < 2 * GRID  # right under it
        QTest.keyClick(box, Key.Key_Escape)
        assert refusals(panel) == []
    assert session.config == before


def test_a_reason_does_not_outlive_its_field(panel: SetupPanel, qtbot: QtBot) -> None:
    choose(panel.training.optimizer, "Mom")
    settle(qtbot, panel)
    retype(panel.training.pages["momentum"].boxes["momentum"], "2", Key.Key_Tab)
    assert len(refusals(panel)) == 1
    press(panel.training.optimizer, Key.Key_Up)
    settle(qtbot, panel)
    assert refusals(panel) == []


def test_an_optimizer_brings_its_settings_and_its_usual_rate(
    panel: SetupPanel, qtbot: QtBot
) -> None:
    session = session_of(panel)
    assert panel.training.pages["adam"].isVisible()
    choose(panel.training.optimizer, "Mom")
    settle(qtbot, panel)
    assert session.config.learning_rate == OPTIMIZERS["momentum"].default_learning_rate
    assert "usual" in panel.training.notes["learning_rate"].text()
    shown = [name for name, page in panel.training.pages.items() if page.isVisible()]
    assert shown == ["momentum"]
    retype(panel.training.pages["momentum"].boxes["momentum"], "0.5")
    settle(qtbot, panel)
    assert session.config.hyperparameters == (("momentum", 0.5),)
    assert "Steps follow a velocity" in panel.training.optimizer.toolTip()


def test_a_chosen_rate_stays_with_another_optimizer(panel: SetupPanel, qtbot: QtBot) -> None:
    retype(panel.training.learning_rate, "0.05")
    choose(panel.training.optimizer, "RMS")
    settle(qtbot, panel)
    assert session_of(panel).config.learning_rate == 0.05


def test_gradient_descent_has_no_batch_and_says_so(panel: SetupPanel, qtbot: QtBot) -> None:
    choose(panel.training.optimizer, "Gra")
    settle(qtbot, panel)
    assert not panel.training.batch_size.isEnabled()
    assert "SGD" in panel.training.batch_size.toolTip()
    assert "whole training set" in panel.training.notes["batch_size"].text()
    assert "1 step an epoch" in panel.footer.status.full_text()
    press(panel.training.optimizer, Key.Key_Down)
    settle(qtbot, panel)
    assert panel.training.batch_size.isEnabled()
    assert not panel.training.notes["batch_size"].isVisible()


def test_the_schedule_is_typed(panel: SetupPanel, qtbot: QtBot) -> None:
    retype(panel.training.batch_size, "100")
    retype(panel.training.epochs, "7")
    retype(panel.training.weight_decay, "1e-4", Key.Key_Tab)
    retype(panel.training.development, "10")
    settle(qtbot, panel)
    config = session_of(panel).config
    assert (config.batch_size, config.epochs) == (100, 7)
    assert (config.weight_decay, config.development_fraction) == (1e-4, 0.1)
    # A tenth of 1,297 is 130; 1,167 samples in batches of 100 are 12 steps.
    assert panel.footer.status.full_text() == "1,167 samples, 12 steps an epoch"


def test_an_edit_starts_from_the_settings_as_they_are_now(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    session.apply(replace(session.config, seed=5, batch_size=64))
    session.apply(replace(session.config, learning_rate=0.02))
    click(panel.network.add_button)
    settle(qtbot, panel)
    config = session.config
    assert (config.seed, config.batch_size, config.learning_rate) == (5, 64, 0.02)
    assert len(config.hidden) == 2


# Presets


def test_the_first_preset_is_the_first_start() -> None:
    assert PRESETS[0].config == default_config()


def test_a_preset_replaces_everything(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    session.apply(replace(session.config, seed=3))
    settle(qtbot, panel)
    actions = panel.presets.menu_of_presets.actions()
    next(action for action in actions if "diabetes" in action.text()).trigger()
    settle(qtbot, panel)
    assert session.config.dataset == "diabetes"
    assert session.config.seed == 0
    assert panel.footer.summary.text() == "10 → 1 · 11 parameters"


# The panel as a whole


def test_the_wheel_changes_nothing_that_has_no_focus(panel: SetupPanel) -> None:
    seen = changes(session_of(panel))
    panel.presets.setFocus()
    turned = 0
    for widget in panel.findChildren(QWidget):
        if not isinstance(widget, (QComboBox, QAbstractSpinBox)):
            continue
        middle = QPointF(widget.rect().center())
        event = QWheelEvent(
            middle,
            widget.mapToGlobal(middle),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        turned += 1
    assert turned >= 12
    assert seen == []


def test_tab_goes_from_top_to_bottom(panel: SetupPanel, qtbot: QtBot) -> None:
    click(panel.network.add_button)
    click(panel.network.add_button)
    settle(qtbot, panel)
    panel.presets.setFocus()
    reached: list[QWidget] = []
    for _ in range(len(controls(panel))):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        QTest.keyClick(focused, Key.Key_Tab)
    inside = panel.presets.parentWidget()
    assert inside is not None
    places = [widget.mapTo(inside, widget.rect().center()) for widget in reached]
    rows = [(place.y() // 12, place.x()) for place in places]
    assert rows == sorted(rows)
    assert {id(widget) for widget in reached} == {id(widget) for widget in controls(panel)}


def test_a_click_on_a_button_leaves_the_focus_where_it_is(
    panel: SetupPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    panel.training.learning_rate.setFocus()
    click(panel.network.add_button)
    settle(qtbot, panel)
    buttons = [
        widget
        for widget in controls(panel)
        if isinstance(widget, QAbstractButton) and widget is not panel.presets
    ]
    assert panel.network.layers.rows[1].remove_button in buttons
    assert panel.start.seed.dice_button in buttons
    assert panel.data.open_button in buttons
    assert panel.data.header in buttons
    assert panel.presets.focusPolicy() is Qt.FocusPolicy.TabFocus  # its menu would wait
    for button in buttons:
        if not button.isVisible():
            continue  # a click before has folded its section or removed its layer
        click(button)
        folded = button is panel.training.header
        assert panel.training.learning_rate.hasFocus() is not folded
        assert not button.hasFocus()
        if isinstance(button, QToolButton) and button.isCheckable():
            click(button)
        panel.training.learning_rate.setFocus()


def test_a_layer_that_goes_passes_the_focus_to_its_like(panel: SetupPanel, qtbot: QtBot) -> None:
    click(panel.network.add_button)
    rows = panel.network.layers.rows
    rows[1].units.setFocus()
    click(rows[1].remove_button)
    settle(qtbot, panel)
    assert panel.network.layers.rows[0].units.hasFocus(), "Space must not remove another one"


def test_every_control_has_a_name_and_an_explanation(panel: SetupPanel, qtbot: QtBot) -> None:
    session = session_of(panel)
    session.apply(replace(session.config, initializer="normal", hidden=(HiddenLayer(3),) * 2))
    settle(qtbot, panel)
    for widget in controls(panel):
        name = widget.accessibleName()
        if isinstance(widget, QToolButton):
            name = name or widget.text()
        if widget is panel.network.add_button:
            name = panel.network.add_button.text()
        assert name, widget
        if isinstance(widget, (QComboBox, QAbstractSpinBox)):
            assert widget.toolTip(), name
            assert max(len(line) for line in widget.toolTip().splitlines()) <= 60


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_wider_than_the_panel(panel: SetupPanel, qtbot: QtBot, scale: float) -> None:
    theme_source().set_text_scale(scale)
    try:
        session = session_of(panel)
        session.apply(
            replace(
                session.config,
                hidden=(HiddenLayer(4096, "leaky relu"),) * 12,
                output="modified softmax",
                initializer="normal",
                optimizer="momentum",
                loss="mean squared error",
            )
        )
        QApplication.processEvents()
        panel.resize(panel.minimumSizeHint().width(), 700)
        QApplication.processEvents()
        content = panel.presets.parentWidget()
        assert content is not None
        parent = content.parentWidget()
        assert parent is not None
        assert content.width() == parent.width()
        assert content.minimumSizeHint().width() <= parent.width()
        for box in panel.findChildren(ChoiceList):
            if box.isVisible():
                text = box.fontMetrics().horizontalAdvance(box.currentText())
                assert text <= box.width() - 34
        if scale == 1.0:
            assert panel.minimumSizeHint().width() <= 300
    finally:
        theme_source().set_text_scale(1.0)


@pytest.mark.parametrize("scale", [0.8, 1.0, 1.5, 1.9])
def test_every_number_is_readable_at_every_text_size(
    panel: SetupPanel, qtbot: QtBot, scale: float
) -> None:
    session = session_of(panel)
    session.apply(
        replace(
            session.config,
            hidden=(HiddenLayer(256), HiddenLayer(4096)),
            learning_rate=0.00025,
            development_fraction=0.1225,
            batch_size=1024,
            epochs=10_000,
            seed=123_456,
        )
    )
    settle(qtbot, panel)
    theme_source().set_text_scale(scale)
    try:
        QApplication.processEvents()
        panel.resize(panel.minimumSizeHint().width(), 700)
        QApplication.processEvents()
        seen = 0
        for box in panel.findChildren(QAbstractSpinBox):
            if box.isVisible():
                line = box.findChild(QLineEdit)
                assert line is not None
                text = line.fontMetrics().horizontalAdvance(line.text())
                assert text <= line.width() - 2, (line.text(), box.accessibleName())
                seen += 1
        assert seen >= 9
        summary, metrics = panel.footer.summary, panel.footer.summary.fontMetrics()
        lines = summary.text().splitlines()
        assert lines[-1].endswith("parameters")
        assert max(map(metrics.horizontalAdvance, lines)) <= summary.width()
        qtbot.waitUntil(lambda: summary.height() >= len(lines) * metrics.height())
        assert panel.footer.status.height() >= panel.footer.status.fontMetrics().height()
    finally:
        theme_source().set_text_scale(1.0)


@pytest.mark.parametrize("widths", [(128,), (256, 128), (256, 128, 64), (128, 64, 32, 16)])
def test_the_summary_says_every_width(
    panel: SetupPanel, qtbot: QtBot, widths: tuple[int, ...]
) -> None:
    session = session_of(panel)
    session.apply(replace(session.config, hidden=tuple(HiddenLayer(width) for width in widths)))
    settle(qtbot, panel)
    said = panel.footer.summary.text().replace("\n", " ")
    assert said.startswith(f"64 → {' → '.join(map(str, widths))} → 10")


def test_the_details_are_there_without_a_mouse(panel: SetupPanel, qtbot: QtBot) -> None:
    button = panel.footer.details_button
    assert button.focusPolicy() is Qt.FocusPolicy.TabFocus
    panel.training.development.setFocus()
    QTest.keyClick(panel.training.development, Key.Key_Tab)
    assert button.hasFocus()
    QTest.keyClick(button, Key.Key_Space)
    qtbot.waitUntil(QToolTip.isVisible)
    assert "32 × 64" in QToolTip.text()
    QTest.keyClick(button, Key.Key_Space)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())
    assert "32 × 64" in button.accessibleDescription()
    assert "2,410" in panel.footer.summary.accessibleDescription()


def test_a_word_about_loading_comes_only_to_those_who_wait(
    open_panel: Opener, qtbot: QtBot
) -> None:
    may_go_on = Event()

    def slow(name: str, data: DataConfig, data_dir: Path | None, work: Work) -> Dataset:
        if name == "wine":
            assert may_go_on.wait(10)
        return catalog.load(name, data, data_dir, work)

    panel = open_panel(engine=Engine(slow))
    try:
        choose(panel.data.dataset, "Win")
        assert session_of(panel).loading
        assert "Loading" not in panel.footer.status.full_text()
        qtbot.waitUntil(lambda: "Loading" in panel.footer.status.full_text())
        assert panel.data.dataset.isEnabled()
    finally:
        may_go_on.set()
    settle(qtbot, panel)
    assert "Loading" not in panel.footer.status.full_text()
    assert panel.footer.summary.text().startswith("13 → 32 → 3")


# Entries of its own


def test_a_memory_steps_by_what_it_forgets(qtbot: QtBot) -> None:
    box = DecayBox(0.9, minimum=0.0, exclusive=False, maximum=0.9999)
    qtbot.addWidget(box)
    box.show()
    line = box.findChild(QLineEdit)
    assert line is not None
    ups = []
    for _ in range(4):
        QTest.keyClick(line, Key.Key_Up)
        ups.append(box.value())
    assert ups == [0.95, 0.98, 0.99, 0.995]
    for _ in range(20):
        QTest.keyClick(line, Key.Key_Up)
    assert box.value() == 0.9999
    for _ in range(40):
        QTest.keyClick(line, Key.Key_Down)
    assert box.value() == 0.0


def test_a_share_is_entered_in_percent(qtbot: QtBot) -> None:
    box = PercentBox()
    qtbot.addWidget(box)
    box.show()
    shares: list[float] = []
    box.shareChanged.connect(shares.append)
    assert box.text() == "none"
    box.show_share(0.3)
    assert shares == []
    assert box.text() == "30 %"
    retype(box, "12.5")
    assert shares == [0.125]
    retype(box, "80")
    assert shares == [0.125]
    assert box.refusal() == "80 is too large. Enter 0 to 50. In use: 12.5 %."
