"""The window: where everything is, and nothing about how it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from core.checks import Severity
from core.messages import Ready, RunState
from core.quoting import quoted
from gui import actions as act
from gui.about import show_about, show_shortcuts
from gui.actions import Actions
from gui.centre import Centre, View
from gui.drawing.written import grouped, localized
from gui.importing.drop import DropTarget
from gui.importing.importer import Importer
from gui.panels.pad import PadPanel
from gui.panels.setup import SetupPanel
from gui.panels.stage import StagePanel
from gui.panels.transport import TransportBar
from gui.panes import Pane, Panes
from gui.player import Player
from gui.presentation import Presentation
from gui.reading import Reading
from gui.recent import RecentMenu, added, usable
from gui.resources import app_icon
from gui.run_before import in_words
from gui.session import Notice as SessionNotice
from gui.session import Session
from gui.settings import Settings
from gui.theme import Appearance, theme_source
from gui.widgets.later import Later
from gui.widgets.notice import Level, Notice, NoticeArea

if TYPE_CHECKING:
    from gui.panels.data import DataPanel
    from gui.panels.inspector import InspectorPanel
    from gui.panels.model import ModelPanel
    from gui.panels.plots import PlotsPanel
    from gui.panels.test_set import TestSetPanel

TEXT_STEP = 0.1
TITLE_BAR = 40
"""Pixels that the window system puts above a window."""
_PANES = {act.SHOW_SETUP: Pane.SETUP, act.SHOW_PLOTS: Pane.PLOTS, act.SHOW_SIDE: Pane.SIDE}


class MainWindow(QMainWindow):
    """Menus and actions over the transport, and the panes under it."""

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.setWindowTitle("Chalkgrad")
        self.setWindowIcon(app_icon())
        self.setObjectName("main-window")
        self._session = session
        self._settings = settings
        self.setup = SetupPanel(session)
        self.importer = Importer(session, self)
        self.actions_ = Actions(self._handlers(), self)
        self.reading = Reading(self)
        self.player = Player(self)
        self.stage = StagePanel(session, self.player, self.reading)
        self._later_inspector = Later(self._make_inspector, "inspector")
        self._later_plots = Later(self._make_plots, "plots")
        self.pad = PadPanel(session)
        self._later_model = Later(self._make_model, "model")
        self._later_test_set = Later(self._make_test_set, "test-set")
        self._later_data = Later(self._make_data, "data")
        self.centre = Centre({View.STAGE: self.stage, View.DATA: self._later_data})
        training = (act.STEP, act.EPOCH, act.RESET, act.NEW_WEIGHTS, act.RUN_BEFORE)
        self.transport = TransportBar(
            session,
            self.actions_[act.RUN],
            tuple(self.actions_[key] for key in training),
            self.centre.switch,
        )
        self.notices = NoticeArea()
        self.panes = Panes(
            self.setup,
            self.centre,
            self._later_plots,
            {
                "Draw": self.pad,
                "Model": self._later_model,
                "Inspect": self._later_inspector,
                "Test": self._later_test_set,
            },
        )
        self.presentation = Presentation(self, self.panes)
        self.setCentralWidget(self._placed())
        self._recent_files = usable(settings.recent_files)
        self.recent = RecentMenu(lambda: self._recent_files, self)
        self.drop = DropTarget(self)
        self._fill_menus()
        self._join_importer()

        session.notice.connect(self._on_notice)
        session.state_changed.connect(self._show_state)
        session.problems_changed.connect(self._show_state)
        session.loading_changed.connect(self._show_state)
        session.config_changed.connect(self._show_state)
        session.run_ready.connect(self._on_ready)
        self.pad.brush_changed.connect(self._on_brush)
        self.pad.traced.connect(self._play_drawing)
        self.stage.watching_changed.connect(self.transport.set_watching)
        self.panes.changed.connect(self._tick_panes)
        self._restore()
        self._tick_panes()
        self._show_state()
        self.stage.setFocus()

    @property
    def plots(self) -> PlotsPanel:
        """The plots; made now if they are not there yet."""
        return self._later_plots.content

    @property
    def inspector(self) -> InspectorPanel:
        """The inspector; made now if it is not there yet."""
        return self._later_inspector.content

    @property
    def model(self) -> ModelPanel:
        """What the model makes of the data; made now if it is not there yet."""
        return self._later_model.content

    @property
    def data(self) -> DataPanel:
        """The view of the data set; made now if it is not there yet."""
        return self._later_data.content

    @property
    def test_set(self) -> TestSetPanel:
        """The view of the test set; made now if it is not there yet."""
        return self._later_test_set.content

    # Imported when they are made: pyqtgraph takes as long as all the rest of the window, and what
    # stands in a tab behind can wait until somebody looks.

    def _make_inspector(self) -> InspectorPanel:
        from gui.panels.inspector import InspectorPanel

        return InspectorPanel(self._session, self.player, self.reading)

    def _make_model(self) -> ModelPanel:
        from gui.panels.model import ModelPanel

        return ModelPanel(self._session)

    def _make_data(self) -> DataPanel:
        from gui.panels.data import DataPanel

        data = DataPanel(self._session)
        data.traced.connect(self._show_stage)
        return data

    def _make_test_set(self) -> TestSetPanel:
        from gui.panels.test_set import TestSetPanel

        return TestSetPanel(self._session)

    def _make_plots(self) -> PlotsPanel:
        from gui.panels.plots import PlotsPanel

        plots = PlotsPanel(self._session)
        plots.set_log(self._settings.plot_log_scale)
        plots.set_smoothing(self._settings.plot_smoothing)
        return plots

    def _join_importer(self) -> None:
        """All ways to a file of one's own lead to the same dialogue."""
        data = self.setup.data
        data.file_wanted.connect(self.importer.choose_file)
        data.folder_wanted.connect(self.importer.choose_folder)
        data.options_wanted.connect(self.importer.open_again)
        self.drop.path_dropped.connect(self.importer.open_path)
        self.drop.text_dropped.connect(self.importer.open_text)
        self.drop.refused.connect(
            lambda text: self.notices.show_notice(Notice(text, Level.WARNING))
        )
        self.recent.chosen.connect(self.importer.open_path)
        self.recent.cleared.connect(self._forget_files)

    # What is remembered.

    def _plot_settings(self) -> dict[str, Any]:
        if not self._later_plots.is_built:
            return {}
        return {"plot_log_scale": self.plots.log, "plot_smoothing": self.plots.smoothing}

    def settings(self) -> Settings:
        """Return the settings as they are now."""
        return replace(
            self._settings,
            appearance=theme_source().appearance,
            text_scale=theme_source().text_scale,
            config=asdict(self._session.to_remember),
            data_folder="" if self._session.data_dir is None else str(self._session.data_dir),
            **self._plot_settings(),
            recent_files=self._recent_files,
            window_geometry=bytes(self.saveGeometry().data()),
            window_state=self.panes.state(),
        )

    def _restore(self) -> None:
        self.resize(self._first_size())
        settings = self._settings
        self.pad.set_brush_size(settings.brush_size)
        # A system that is told to animate nothing gives its animations no time.
        still = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
        self._reduce_motion(settings.reduced_motion or still)
        if settings.window_geometry:
            self.restoreGeometry(QByteArray(settings.window_geometry))
        self.panes.restore(settings.window_state)

    def _first_size(self) -> QSize:
        """As large as is pleasant, but never larger than the screen."""
        room = self.screen().availableSize() - QSize(0, TITLE_BAR)
        return QSize(1400, 900).boundedTo(room)

    # Events.

    def event(self, event: QEvent) -> bool:
        """Paint what has changed before training goes on."""
        if event.type() == QEvent.Type.UpdateRequest:
            with self._session.right_of_way:
                return super().event(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run or pause with Space, unless the focused control has used the key itself."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.actions_[act.RUN].trigger()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the last state while the panes still have their sizes."""
        self.presentation.end()
        self._settings = self.settings()
        super().closeEvent(event)

    def shut_down(self) -> bool:
        """End what the panels do beside the window; True if it ended in time."""
        self.importer.shut_down()
        return not self._later_data.is_built or self.data.shut_down()

    @Slot()
    def _show_state(self) -> None:
        state, loading = self._session.state, self._session.loading
        running = state is RunState.RUNNING
        can_train = self._session.can_train
        if running:
            self.actions_.set_face(act.RUN, "Pause", "pause", "Stop after the current step")
        elif state is RunState.FINISHED:
            epochs = grouped(self._session.config.epochs)
            self.actions_.set_face(act.RUN, "&Run on", "play", f"Train {epochs} more epochs")
        else:
            self.actions_.set_face(act.RUN, "&Run", "play", "Train until all epochs are done")
        self.actions_[act.RUN].setEnabled(can_train)
        for key in (act.STEP, act.EPOCH):
            self.actions_[key].setEnabled(can_train and not running)
        for key in (act.RESET, act.NEW_WEIGHTS):
            self.actions_[key].setEnabled(not loading)
        ready = self._session.ready
        before = None if ready is None else ready.before
        self.actions_[act.RUN_BEFORE].setEnabled(before is not None and not loading)
        tip = "No trained run stood before this one"
        if before is not None:
            tip = in_words(before, self._session.config)
        self.actions_.set_face(act.RUN_BEFORE, "Run &before", "swap", tip)

    @Slot(object)
    def _on_ready(self, record: Ready) -> None:
        """Offer the pad where something can be drawn; remember what was opened."""
        drawable = record.dataset.image_shape is not None
        self.panes.offer_panel(self.pad, drawable, instead=self._later_model)
        self.actions_[act.DRAW].setEnabled(drawable)
        options = record.config.data.file
        if options is not None:
            path = str(Path(options.path).absolute())
            self._recent_files = added(self._recent_files, path)

    @Slot()
    def _forget_files(self) -> None:
        self._recent_files = ()

    @Slot(object)
    def _on_notice(self, notice: SessionNotice | None) -> None:
        if notice is None:
            self.notices.clear()
            return
        level = Level.ERROR if notice.severity is Severity.ERROR else Level.WARNING
        self.notices.show_notice(Notice(localized(notice.message), level, notice.details))

    @Slot()
    def _play_drawing(self) -> None:
        self._show_stage()
        self.player.to_start()
        self.player.play()

    @Slot(float)
    def _on_brush(self, share: float) -> None:
        self._settings = replace(self._settings, brush_size=share)

    # Actions.

    def _handlers(self) -> dict[str, Callable[[], object]]:
        session = self._session
        source = theme_source()
        return {
            act.RUN: self._toggle_run,
            act.STEP: session.step,
            act.EPOCH: session.epoch,
            act.RESET: session.reset,
            act.NEW_WEIGHTS: session.new_weights,
            act.RUN_BEFORE: session.restore,
            act.OPEN_DATA: self.importer.choose_file,
            act.OPEN_FOLDER: self.importer.choose_folder,
            act.PASTE_TABLE: self.importer.paste,
            act.DATA_FOLDER: self.setup.data.choose_folder,
            act.SAVE_PICTURE: self._save_picture,
            act.QUIT: self.close,
            act.SHOW_SETUP: lambda: self._toggle_pane(Pane.SETUP),
            act.SHOW_PLOTS: lambda: self._toggle_pane(Pane.PLOTS),
            act.SHOW_SIDE: lambda: self._toggle_pane(Pane.SIDE),
            act.STAGE_VIEW: self._show_stage,
            act.DATA_VIEW: lambda: self.centre.show_view(View.DATA),
            act.DRAW: lambda: self._show_panel(self.pad),
            act.MODEL: lambda: self._show_panel(self._later_model),
            act.INSPECT: lambda: self._show_panel(self._later_inspector),
            act.TEST_SET: lambda: self._show_panel(self._later_test_set),
            act.LARGER_TEXT: lambda: source.set_text_scale(source.text_scale + TEXT_STEP),
            act.SMALLER_TEXT: lambda: source.set_text_scale(source.text_scale - TEXT_STEP),
            act.USUAL_TEXT: lambda: source.set_text_scale(1.0),
            act.REDUCED_MOTION: self._toggle_motion,
            act.PRESENTATION: self._toggle_presentation,
            act.FULL_SCREEN: self._toggle_full_screen,
            act.SHORTCUTS: lambda: show_shortcuts(self),
            act.ABOUT: lambda: show_about(self),
        }

    @Slot()
    def _show_stage(self) -> None:
        self.centre.show_view(View.STAGE)

    def _toggle_run(self) -> None:
        if self._session.state is RunState.RUNNING:
            # A step on a large batch takes its time: say at once that the key was heard.
            self.actions_.set_face(act.RUN, "Pausing", "pause", "Waiting for the current step")
        self._session.toggle()

    def _toggle_pane(self, pane: Pane) -> None:
        self.panes.toggle(pane)
        self._tick_panes()

    @Slot()
    def _tick_panes(self) -> None:
        for key, pane in _PANES.items():
            self.actions_[key].setChecked(self.panes.is_shown(pane))

    def _show_panel(self, panel: QWidget) -> None:
        self.panes.show_panel(panel)
        target = self.pad.canvas if panel is self.pad else panel
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _toggle_motion(self) -> None:
        reduced = self.player.motion
        self._settings = replace(self._settings, reduced_motion=reduced)
        self._reduce_motion(reduced)

    def _reduce_motion(self, reduced: bool) -> None:
        self.player.set_motion(not reduced)
        self.actions_[act.REDUCED_MOTION].setChecked(reduced)

    def _toggle_presentation(self) -> None:
        self._show_stage()
        self.presentation.toggle()
        self.actions_[act.PRESENTATION].setChecked(self.presentation.is_on)
        self.stage.setFocus()

    def _toggle_full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _save_picture(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Save a picture of the window", "chalkgrad.png", "PNG pictures (*.png)"
        )
        if name and not self.grab().save(name, "PNG"):
            self.notices.show_notice(
                Notice(
                    f"The picture could not be written to {quoted(name)}. Choose another folder.",
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
        column.addWidget(self.panes, 1)
        return centre

    def _fill_menus(self) -> None:
        bar = self.menuBar()
        menus = {
            "&File": (
                act.OPEN_DATA, act.OPEN_FOLDER, act.PASTE_TABLE, "",
                act.DATA_FOLDER, "",
                act.SAVE_PICTURE, "", act.QUIT,
            ),
            "&Train": (
                act.RUN, act.STEP, act.EPOCH, "",
                act.RESET, act.NEW_WEIGHTS, act.RUN_BEFORE,
            ),
            "&View": (
                act.SHOW_SETUP, act.SHOW_PLOTS, act.SHOW_SIDE, "",
                act.STAGE_VIEW, act.DATA_VIEW, "",
                act.DRAW, act.MODEL, act.INSPECT, act.TEST_SET, "",
                act.LARGER_TEXT, act.SMALLER_TEXT, act.USUAL_TEXT, "",
                act.REDUCED_MOTION, act.PRESENTATION, act.FULL_SCREEN, "",
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
                if key == act.PASTE_TABLE:
                    menu.addMenu(self.recent)
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
