"""The window: where everything is, and nothing about how it works."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QMainWindow,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from core.checks import Severity
from core.messages import RunState
from gui import actions as act
from gui.about import show_about, show_shortcuts
from gui.actions import Actions
from gui.panels.pad import PadPanel
from gui.panels.plots import PlotsPanel
from gui.panels.setup import SetupPanel
from gui.panels.stage import StagePanel
from gui.panels.test_set import TestSetPanel
from gui.panels.transport import TransportBar
from gui.resources import app_icon
from gui.session import Notice as SessionNotice
from gui.session import Session
from gui.settings import Settings
from gui.theme import Appearance, theme_source
from gui.widgets.notice import Level, Notice, NoticeArea

SIDE_WIDTH = 280
PLOTS_HEIGHT = 220
TEXT_STEP = 0.1


class MainWindow(QMainWindow):
    """Setup on the left, the stage over the plots in the middle, pad and test set on the right."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle("Chalkgrad")
        self.setWindowIcon(app_icon())
        self.setObjectName("main-window")
        self._session = session
        self._settings = settings
        self.actions_ = Actions(self._handlers(), self)

        self.setup = SetupPanel(session)
        self.stage = StagePanel(session)
        self.plots = PlotsPanel(session)
        self.pad = PadPanel(session)
        self.test_set = TestSetPanel(session)
        training = (act.STEP, act.EPOCH, act.RESET, act.NEW_WEIGHTS)
        self.transport = TransportBar(
            session, self.actions_[act.RUN], tuple(self.actions_[key] for key in training)
        )
        self.notices = NoticeArea()
        self._side = QTabWidget()
        self._side.setObjectName("side")
        self._side.setDocumentMode(True)
        self._side.addTab(self.pad, "Draw")
        self._side.addTab(self.test_set, "Test set")
        self._rows = _splitter(Qt.Orientation.Vertical, self.stage, self.plots)
        self._columns = _splitter(Qt.Orientation.Horizontal, self.setup, self._rows, self._side)
        self._rows.setStretchFactor(0, 1)
        self._columns.setStretchFactor(1, 1)
        self.setCentralWidget(self._placed())
        self._fill_menus()

        session.notice.connect(self._on_notice)
        session.state_changed.connect(self._show_state)
        session.loading_changed.connect(self._show_state)
        self.pad.brush_changed.connect(self._on_brush)
        self._restore()
        self._show_state()
        self.stage.setFocus()

    # What is remembered.

    def settings(self) -> Settings:
        """Return the settings as they are now."""
        return replace(
            self._settings,
            appearance=theme_source().appearance,
            text_scale=theme_source().text_scale,
            config=asdict(self._session.config),
            window_geometry=bytes(self.saveGeometry().data()),
            window_state=self._layout_state(),
        )

    def _layout_state(self) -> bytes:
        state = {
            "columns": self._columns.sizes(),
            "rows": self._rows.sizes(),
            "tab": self._side.currentIndex(),
            "hidden": [key for key, pane in self._panes().items() if pane.isHidden()],
        }
        return json.dumps(state).encode()

    def _restore(self) -> None:
        self._columns.setSizes([SIDE_WIDTH, 10 * SIDE_WIDTH, SIDE_WIDTH])
        self._rows.setSizes([10 * PLOTS_HEIGHT, PLOTS_HEIGHT])
        self.resize(1400, 900)
        settings = self._settings
        self.pad.set_brush_size(settings.brush_size)
        if settings.window_geometry:
            self.restoreGeometry(QByteArray(settings.window_geometry))
        hidden: list[str] = []
        try:
            state = json.loads(settings.window_state or b"{}")
            self._side.setCurrentIndex(int(state.get("tab", 0)))
            if len(state.get("columns", ())) == self._columns.count():
                self._columns.setSizes([int(size) for size in state["columns"]])
            if len(state.get("rows", ())) == self._rows.count():
                self._rows.setSizes([int(size) for size in state["rows"]])
            hidden = [str(key) for key in state.get("hidden", ())]
        except (ValueError, TypeError, AttributeError):
            pass  # a layout that cannot be read is the usual layout
        for key, pane in self._panes().items():
            pane.setVisible(key not in hidden)
            self.actions_[key].setChecked(key not in hidden)

    def _panes(self) -> dict[str, QWidget]:
        return {act.SHOW_SETUP: self.setup, act.SHOW_PLOTS: self.plots, act.SHOW_SIDE: self._side}

    # Events.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run or pause with Space, unless the focused control has used the key itself."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.actions_[act.RUN].trigger()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the last state while the panes still have their sizes."""
        self._settings = self.settings()
        super().closeEvent(event)

    @Slot()
    def _show_state(self) -> None:
        state, loading = self._session.state, self._session.loading
        running = state is RunState.RUNNING
        over = state in (RunState.DIVERGED, RunState.FAILED)
        can_train = not loading and not over and self._session.ready is not None
        if running:
            self.actions_.set_face(act.RUN, "Pause", "pause", "Stop after the current step")
        elif state is RunState.FINISHED:
            epochs = self._session.config.epochs
            self.actions_.set_face(act.RUN, "&Run on", "play", f"Train {epochs:,} more epochs")
        else:
            self.actions_.set_face(act.RUN, "&Run", "play", "Train until all epochs are done")
        self.actions_[act.RUN].setEnabled(can_train)
        for key in (act.STEP, act.EPOCH):
            self.actions_[key].setEnabled(can_train and not running)
        for key in (act.RESET, act.NEW_WEIGHTS):
            self.actions_[key].setEnabled(not loading)

    @Slot(object)
    def _on_notice(self, notice: SessionNotice | None) -> None:
        if notice is None:
            self.notices.clear()
            return
        level = Level.ERROR if notice.severity is Severity.ERROR else Level.WARNING
        self.notices.show_notice(Notice(notice.message, level, notice.details))

    @Slot(float)
    def _on_brush(self, share: float) -> None:
        self._settings = replace(self._settings, brush_size=share)

    # Actions.

    def _handlers(self) -> dict[str, Callable[[], object]]:
        session = self._session
        source = theme_source()
        return {
            act.RUN: session.toggle,
            act.STEP: session.step,
            act.EPOCH: session.epoch,
            act.RESET: session.reset,
            act.NEW_WEIGHTS: session.new_weights,
            act.DATA_FOLDER: self._choose_data_folder,
            act.SAVE_PICTURE: self._save_picture,
            act.QUIT: self.close,
            act.SHOW_SETUP: lambda: self._toggle_pane(act.SHOW_SETUP),
            act.SHOW_PLOTS: lambda: self._toggle_pane(act.SHOW_PLOTS),
            act.SHOW_SIDE: lambda: self._toggle_pane(act.SHOW_SIDE),
            act.DRAW: lambda: self._show_tab(self.pad),
            act.TEST_SET: lambda: self._show_tab(self.test_set),
            act.LARGER_TEXT: lambda: source.set_text_scale(source.text_scale + TEXT_STEP),
            act.SMALLER_TEXT: lambda: source.set_text_scale(source.text_scale - TEXT_STEP),
            act.USUAL_TEXT: lambda: source.set_text_scale(1.0),
            act.FULL_SCREEN: self._toggle_full_screen,
            act.SHORTCUTS: lambda: show_shortcuts(self),
            act.ABOUT: lambda: show_about(self),
        }

    def _toggle_pane(self, key: str) -> None:
        pane = self._panes()[key]
        pane.setVisible(pane.isHidden())
        self.actions_[key].setChecked(not pane.isHidden())
        if pane.isHidden() or self.focusWidget() is None:
            # The keyboard must not stay inside something that cannot be seen.
            self.stage.setFocus()

    def _show_tab(self, panel: QWidget) -> None:
        if self._side.isHidden():
            self._toggle_pane(act.SHOW_SIDE)
        self._side.setCurrentWidget(panel)
        target = self.pad.canvas if panel is self.pad else panel
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _choose_data_folder(self) -> None:
        start = self._settings.data_folder
        folder = QFileDialog.getExistingDirectory(self, "Folder with MNIST's files", start)
        if folder:
            self._settings = replace(self._settings, data_folder=folder)
            self._session.set_data_dir(Path(folder))

    def _save_picture(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save a picture of the window", "chalkgrad.png", "PNG pictures (*.png)"
        )
        if name and not self.grab().save(name, "PNG"):
            self.notices.show_notice(
                Notice(
                    f"The picture could not be written to {name}. Choose another folder.",
                    Level.ERROR,
                )
            )

    # Placement.

    def _placed(self) -> QWidget:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.transport)
        column.addWidget(self._columns, 1)
        return centre

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        menus = {
            "&File": (act.DATA_FOLDER, act.SAVE_PICTURE, "", act.QUIT),
            "&Train": (act.RUN, act.STEP, act.EPOCH, "", act.RESET, act.NEW_WEIGHTS),
            "&View": (
                act.SHOW_SETUP, act.SHOW_PLOTS, act.SHOW_SIDE, "", act.DRAW, act.TEST_SET, "",
                act.LARGER_TEXT, act.SMALLER_TEXT, act.USUAL_TEXT, act.FULL_SCREEN, "",
            ),
            "&Help": (act.SHORTCUTS, act.ABOUT),
        }  # fmt: skip
        for title, keys in menus.items():
            menu = bar.addMenu(title)
            for key in keys:
                if key:
                    menu.addAction(self.actions_[key])
                else:
                    menu.addSeparator()
            if title == "&View":
                self._add_appearances(menu.addMenu("&Appearance"))

    def _add_appearances(self, menu: QWidget) -> None:
        group = QActionGroup(self)
        for appearance, text in (
            (Appearance.SYSTEM, "As the &system"),
            (Appearance.LIGHT, "&Light"),
            (Appearance.DARK, "&Dark"),
        ):
            action = QAction(text, group)
            action.setCheckable(True)
            action.setChecked(theme_source().appearance is appearance)
            action.setData(str(appearance))
            menu.addAction(action)
        group.triggered.connect(_set_appearance)


def _set_appearance(action: QAction) -> None:
    theme_source().set_appearance(Appearance(action.data()))


def _splitter(orientation: Qt.Orientation, *panes: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    splitter.setFrameShape(QFrame.Shape.NoFrame)
    for pane in panes:
        splitter.addWidget(pane)
    return splitter
