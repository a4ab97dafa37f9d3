"""The one table of actions: it fills the menus, the tool bar and the list of shortcuts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from gui.resources import icon
from gui.theme import Theme, current_theme, theme_source
from gui.widgets.focus import take_over_typing


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """What an action is called, looks like and says of itself."""

    key: str
    text: str
    icon: str
    shortcut: str
    tip: str
    checkable: bool = False
    icon_role: str = "text"
    """The colour of its icon."""
    bare_key: bool = False
    """The shortcut is a key that controls use too, like Space: the window handles it when the
    focused control has not."""


RUN, STEP, EPOCH, RESET, NEW_WEIGHTS = "run", "step", "epoch", "reset", "new-weights"
RUN_BEFORE = "run-before"
OPEN_DATA, OPEN_FOLDER, PASTE_TABLE = "open-data", "open-folder", "paste-table"
DATA_FOLDER = "data-folder"
SAVE_PICTURE, QUIT = "save-picture", "quit"
SHOW_SETUP, SHOW_PLOTS, SHOW_SIDE = "show-setup", "show-plots", "show-side"
STAGE_VIEW, DATA_VIEW = "stage-view", "data-view"
DRAW, MODEL, INSPECT, TEST_SET = "draw", "model", "inspect", "test-set"
LARGER_TEXT, SMALLER_TEXT, USUAL_TEXT = "larger-text", "smaller-text", "usual-text"
REDUCED_MOTION = "reduced-motion"
PRESENTATION, FULL_SCREEN = "presentation", "full-screen"
SHORTCUTS, ABOUT = "shortcuts", "about"

TABLE: tuple[ActionSpec, ...] = (
    ActionSpec(
        RUN,
        "&Run",
        "play",
        "Space",
        "Train until all epochs are done",
        icon_role="on_accent",
        bare_key=True,
    ),
    ActionSpec(STEP, "One &step", "step", "F10", "Train one minibatch"),
    ActionSpec(EPOCH, "One &epoch", "epoch", "Shift+F10", "Train to the end of the epoch"),
    ActionSpec(
        RESET,
        "R&eset",
        "reset",
        "Ctrl+R",
        "Back to the first weights; Ctrl+B undoes it",
    ),
    ActionSpec(
        NEW_WEIGHTS,
        "&New weights",
        "dice",
        "Ctrl+Shift+R",
        "Start from other weights; Ctrl+B undoes it",
    ),
    ActionSpec(
        RUN_BEFORE, "Run &before", "swap", "Ctrl+B", "Take up the run before this one again"
    ),
    ActionSpec(OPEN_DATA, "&Open data…", "folder", "Ctrl+O", "Open a CSV table, arrays or images"),
    ActionSpec(OPEN_FOLDER, "Open &folder…", "", "", "Open a folder of images by class"),
    ActionSpec(
        PASTE_TABLE,
        "Paste a &table",
        "",
        "Ctrl+Shift+V",
        "Open the table that was copied elsewhere",
    ),
    ActionSpec(DATA_FOLDER, "&Data folder…", "folder", "", "Choose the folder with files of MNIST"),
    ActionSpec(SAVE_PICTURE, "Save &picture…", "image", "Ctrl+S", "Save a picture of the window"),
    ActionSpec(QUIT, "&Quit", "close", "Ctrl+Q", "Close the program"),
    ActionSpec(SHOW_SETUP, "&Setup", "settings", "Ctrl+1", "Show or hide the settings", True),
    ActionSpec(SHOW_PLOTS, "&Plots", "chart", "Ctrl+2", "Show or hide the plots", True),
    ActionSpec(SHOW_SIDE, "S&ide panels", "brush", "Ctrl+3", "Show or hide the right side", True),
    ActionSpec(STAGE_VIEW, "Sta&ge", "", "Ctrl+G", "Show one sample on its way"),
    ActionSpec(DATA_VIEW, "Dat&a", "", "Ctrl+E", "Show what the data set is"),
    ActionSpec(DRAW, "Dra&wing pad", "brush", "Ctrl+D", "Go to the drawing pad"),
    ActionSpec(MODEL, "&Model", "chart", "Ctrl+M", "Go to what the model makes of the data"),
    ActionSpec(INSPECT, "&Inspector", "matrix", "Ctrl+I", "Go to the inspector"),
    ActionSpec(TEST_SET, "&Test set", "eye", "Ctrl+T", "Go to the test set"),
    ActionSpec(LARGER_TEXT, "&Larger text", "plus", "Ctrl++", "Enlarge all text"),
    ActionSpec(SMALLER_TEXT, "S&maller text", "minus", "Ctrl+-", "Shrink all text"),
    ActionSpec(USUAL_TEXT, "&Usual text size", "", "Ctrl+0", "Back to the usual size"),
    ActionSpec(REDUCED_MOTION, "&Reduced motion", "", "", "Beats switch, nothing travels", True),
    ActionSpec(PRESENTATION, "&Presentation", "", "F5", "Only the stage, in large letters", True),
    ActionSpec(FULL_SCREEN, "&Full screen", "", "F11", "Use the whole screen", True),
    ActionSpec(SHORTCUTS, "&Keyboard", "help", "F1", "List every shortcut"),
    ActionSpec(ABOUT, "&About Chalkgrad", "info", "", "Version, licences, sources"),
)


class Actions(QObject):
    """The actions of a window, by key."""

    def __init__(self, handlers: Mapping[str, Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._specs = {spec.key: spec for spec in TABLE}
        self._actions = {spec.key: self._make(spec, handlers[spec.key]) for spec in TABLE}
        self._icons = {spec.key: spec.icon for spec in TABLE}
        theme_source().changed.connect(self._dress)
        self._dress(current_theme())

    def __getitem__(self, key: str) -> QAction:
        """Return an action."""
        return self._actions[key]

    def set_face(self, key: str, text: str, icon_name: str, tip: str) -> None:
        """Give an action another face, as Run becomes Pause while it runs."""
        action, spec = self._actions[key], self._specs[key]
        action.setText(_menu_text(spec, text))
        action.setIconText(text.replace("&", ""))
        self._icons[key] = icon_name
        action.setIcon(icon(icon_name, current_theme(), spec.icon_role))
        _describe(action, spec, tip)

    def _make(self, spec: ActionSpec, handler: Callable[[], object]) -> QAction:
        action = QAction(_menu_text(spec, spec.text), self)
        action.setIconText(spec.text.replace("&", ""))
        action.setObjectName(spec.key)
        action.setCheckable(spec.checkable)
        # Icons are for the tool bar, on its own ground; a menu says it in words.
        action.setIconVisibleInMenu(False)
        if spec.shortcut and not spec.bare_key:
            action.setShortcut(QKeySequence(spec.shortcut))
        _describe(action, spec, spec.tip)
        action.triggered.connect(take_over_typing)
        action.triggered.connect(handler)
        parent = self.parent()
        if parent is not None and hasattr(parent, "addAction"):
            parent.addAction(action)
        return action

    def _dress(self, theme: Theme) -> None:
        for key, action in self._actions.items():
            if self._icons[key]:
                role = self._specs[key].icon_role
                action.setIcon(icon(self._icons[key], theme, role))


def _menu_text(spec: ActionSpec, text: str) -> str:
    # A tab shows a shortcut in the menu without claiming the key.
    return f"{text}\t{spec.shortcut}" if spec.bare_key else text


def _describe(action: QAction, spec: ActionSpec, tip: str) -> None:
    shortcut = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(f"{tip}  ({shortcut})" if shortcut else tip)
    action.setStatusTip(tip)
