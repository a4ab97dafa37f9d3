"""The drawing pad: draw a digit, see what the network sees, and what it makes of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.arrays import Array
from core.digits import Normalised, normalise
from core.messages import Ready, RunState
from gui.drawing.written import localized
from gui.resources import icon
from gui.session import Session
from gui.theme import (
    GRID,
    HALF,
    Look,
    Theme,
    current_theme,
    set_icon_size,
    set_look,
    theme_source,
)
from gui.widgets.bars import ProbabilityBars
from gui.widgets.canvas import DrawingCanvas
from gui.widgets.steady import ChoiceBox, SteadySlider
from gui.widgets.tile import ImageTile

SEEN_SIZE = 84
PERCENT = 100
SMALLEST_BRUSH, LARGEST_BRUSH = 3, 20
"""Percent of the pad's width."""


class PadPanel(QWidget):
    """Follows every stroke, also during training: the latest model answers."""

    brush_changed = Signal(float)
    """The brush's width as a share of the pad's."""
    traced = Signal()
    """The drawing is on the stage: show how it travels."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad")
        self.setAccessibleName("Drawing pad")
        self._session = session
        self._normalised: Normalised | None = None
        self._predicted = False

        self.canvas = DrawingCanvas()
        self._things = "digits"
        self._brush = SteadySlider()
        self._brush.setRange(SMALLEST_BRUSH, LARGEST_BRUSH)
        self._brush.setAccessibleName("Brush size")
        self._brush.setToolTip("Width of the brush")
        self._undo = _tool("undo", "Take back the last stroke  (Ctrl+Z)")
        self._clear = _tool("trash", "Clear the pad  (Delete; Ctrl+Z brings the drawing back)")
        self._seen = ImageTile()
        self._seen.setFixedSize(SEEN_SIZE, SEEN_SIZE)
        self._seen.setAccessibleName("What the network sees")
        self._remark = QLabel()
        self._remark.setWordWrap(True)
        self._remark.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._remark.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self._remark, Look.SMALL)
        self.bars = ProbabilityBars(prompt="Nothing drawn yet")

        self._meant = ChoiceBox()
        self._meant.setMinimumContentsLength(2)
        # The style reserves the room of the arrow by itself; names of classes need all there is.
        self._meant.setStyleSheet("QComboBox { padding-right: 2px; }")
        self._meant.setAccessibleName("What the drawing is meant to be")
        self._meant.setToolTip("What you meant to draw: the target of its loss")
        self._trace = _words("Trace", "Put the drawing on the stage, with this as its target")
        self._learn = _words("Learn", _LEARN_TIP)
        self._before: Array | None = None
        self._after: Array | None = None
        self._chosen = False

        self._pages = QStackedWidget()
        self._pages.addWidget(self._drawing_page())
        self._pages.addWidget(_no_images())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)

        self.canvas.inkChanged.connect(self._on_ink)
        self._brush.valueChanged.connect(self._on_brush)
        self._undo.clicked.connect(self.canvas.undo)
        self._clear.clicked.connect(self.canvas.clear)
        self._meant.activated.connect(self._on_meant)
        self._trace.clicked.connect(self._on_trace)
        self._learn.clicked.connect(self._on_learn)
        session.state_changed.connect(self._show_buttons)
        session.sample_changed.connect(self._show_buttons)
        session.run_ready.connect(self._on_ready)
        session.model_changed.connect(self._predict)
        theme_source().changed.connect(self._dress)
        self._dress(current_theme())
        self.set_brush_size(self.canvas.brush_size())
        self._show_drawing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pad square, as wide as the panel, and leave half the height to the rest."""
        super().resizeEvent(event)
        side = min(self.width() - 2 * GRID, self.height() * 2 // 5)
        self.canvas.setMaximumHeight(max(side, self.canvas.minimumSizeHint().height()))

    def set_brush_size(self, share: float) -> None:
        """Set the brush's width as a share of the pad's."""
        self._brush.setValue(round(share * PERCENT))

    def _drawing_page(self) -> QWidget:
        page = QWidget()
        tools = QHBoxLayout()
        tools.setSpacing(HALF)
        tools.addWidget(self._brush, 1)
        tools.addWidget(self._undo)
        tools.addWidget(self._clear)

        caption = QLabel("What the network sees")
        set_look(caption, Look.STRONG)
        words = QVBoxLayout()
        words.setSpacing(HALF)
        words.addWidget(caption)
        words.addWidget(self._remark, 1)
        seen = QHBoxLayout()
        seen.setSpacing(GRID)
        seen.addWidget(self._seen)
        seen.addLayout(words, 1)

        column = QVBoxLayout(page)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.canvas, 1)
        column.addLayout(tools)
        column.addLayout(seen)
        column.addWidget(self.bars, 1)
        column.addLayout(self._tracing())
        return page

    def _tracing(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(HALF)
        row.addWidget(self._meant, 1)
        row.addWidget(self._trace)
        row.addWidget(self._learn)
        return row

    @Slot(object)
    def _on_ready(self, record: Ready) -> None:
        names = record.dataset.class_names
        if [self._meant.itemText(k) for k in range(self._meant.count())] != list(names):
            self._meant.clear()
            self._meant.addItems(list(names))
        self._things = "digits" if names == tuple("0123456789") else "images"
        self.canvas.set_prompt("Draw a digit" if self._things == "digits" else "Draw")
        self._pages.setCurrentIndex(0 if record.dataset.image_shape else 1)
        self.bars.set_classes(record.dataset.class_names)
        self._on_ink(self.canvas.ink())

    @Slot(int)
    def _on_brush(self, percent: int) -> None:
        self.canvas.set_brush_size(percent / PERCENT)
        self.brush_changed.emit(percent / PERCENT)

    @Slot(object)
    def _on_ink(self, ink: Array) -> None:
        dataset = self._session.dataset
        shape = None if dataset is None else dataset.image_shape
        self._normalised = None if shape is None else normalise(ink, shape)
        self._before = None
        self._forget_change()
        self._show_drawing()
        self._predict()

    def _show_drawing(self) -> None:
        drawn = self._normalised
        self._seen.set_values(None if drawn is None else drawn.image)
        if drawn is None:
            self._chosen = False
        self._show_buttons()
        self._undo.setEnabled(self.canvas.can_undo())
        self._clear.setEnabled(not self.canvas.is_empty())
        if drawn is not None:
            height, width = drawn.image.shape
            fitted = f"{width} × {height} pixels, placed as in the training set."
            self._remark.setText(" ".join(drawn.notices) or fitted)
        else:
            self._remark.setText(
                f"Your drawing, fitted as the {self._things} of the training set are."
            )

    @Slot()
    def _predict(self) -> None:
        drawn = self._normalised
        if drawn is None:
            if (
                self._predicted
            ):  # ten times a second in training: nothing to take away, nothing to do
                self.bars.set_values(None)
                self._predicted = False
            return
        self._predicted = True
        probabilities = self._session.predict(np.ascontiguousarray(drawn.image).ravel())
        self.bars.set_values(probabilities)
        best = self.bars.best()
        if best is not None and not self._chosen:
            self._meant.setCurrentIndex(best)
        if probabilities is None:
            self._forget_change()
        elif self._before is not None:
            self._show_change(self._before, probabilities)
        elif self._after is not None and not np.array_equal(self._after, probabilities):
            self._forget_change()  # the model has changed by something else

    @Slot()
    def _on_meant(self) -> None:
        self._chosen = True

    @Slot()
    def _on_trace(self) -> None:
        if self._normalised is not None:
            image = np.ascontiguousarray(self._normalised.image).ravel()
            self._session.show_drawn(image, self._meant.currentIndex())
            self.traced.emit()

    @Slot()
    def _on_learn(self) -> None:
        """Take one step on the drawing; what it changes is shown when the new model answers."""
        drawn = self._normalised
        if drawn is None:
            return
        image, label = np.ascontiguousarray(drawn.image).ravel(), self._meant.currentIndex()
        before = self._session.predict(image)
        self._chosen = True
        self._before = before
        self._session.show_drawn(image, label)
        self._session.learn_sample()

    def _show_change(self, before: Array, after: Array) -> None:
        """Say what the step has done to the class that was meant, and mark it on all bars."""
        if np.array_equal(before, after):
            return
        label = self._meant.currentIndex()
        change = localized(f"{before[label]:.3f} → {after[label]:.3f}")
        self._remark.setText(
            f"{self._meant.currentText()}: {change} by one step on this drawing. Marks: before it."
        )
        self.bars.set_before(before)
        self._before, self._after = None, after

    def _forget_change(self) -> None:
        if self._after is not None:
            self._after = None
            self.bars.set_before(None)

    @Slot()
    def _show_buttons(self) -> None:
        drawn = self._normalised is not None
        still = self._session.state in (RunState.READY, RunState.PAUSED, RunState.FINISHED)
        self._meant.setEnabled(drawn)
        self._trace.setEnabled(drawn)
        self._learn.setEnabled(drawn and still)
        self._learn.setToolTip(_LEARN_TIP if still else "Pause the training first")

    @Slot(object)
    def _dress(self, theme: Theme) -> None:
        self._undo.setIcon(icon("undo", theme))
        self._clear.setIcon(icon("trash", theme))


_LEARN_TIP = "One gradient step on this drawing alone: see what it does to its probability"


def _words(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return button


def _tool(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    set_icon_size(button)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split("  ")[0])
    button.setObjectName(f"pad-{name}")
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    set_look(button, Look.QUIET)
    return button


def _no_images() -> QWidget:
    label = QLabel("The pad is for images: choose Digits or MNIST as data set, and draw.")
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    label.setContentsMargins(GRID * 2, GRID * 2, GRID * 2, GRID * 2)
    set_look(label, Look.MUTED)
    return label
