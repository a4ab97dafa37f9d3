"""The drawing pad: draw a digit, see what the network sees, and what it makes of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.arrays import Array
from core.digits import Normalised, normalise
from core.messages import Ready
from gui.resources import icon
from gui.session import Session
from gui.theme import GRID, HALF, ICON_SIZE, Look, Theme, current_theme, set_look, theme_source
from gui.widgets.bars import ProbabilityBars
from gui.widgets.canvas import DrawingCanvas
from gui.widgets.steady import SteadySlider
from gui.widgets.tile import ImageTile

SEEN_SIZE = 84
PERCENT = 100
SMALLEST_BRUSH, LARGEST_BRUSH = 3, 20
"""Percent of the pad's width."""


class PadPanel(QWidget):
    """Follows every stroke, also during training: the latest model answers."""

    brush_changed = Signal(float)
    """The brush's width as a share of the pad's."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pad")
        self.setAccessibleName("Drawing pad")
        self._session = session
        self._normalised: Normalised | None = None
        self._predicted = False

        self.canvas = DrawingCanvas()
        self._brush = SteadySlider()
        self._brush.setRange(SMALLEST_BRUSH, LARGEST_BRUSH)
        self._brush.setAccessibleName("Brush size")
        self._brush.setToolTip("Width of the brush")
        self._undo = _tool("undo", "Take back the last stroke  (Ctrl+Z)")
        self._clear = _tool("trash", "Clear the pad  (Delete)")
        self._seen = ImageTile()
        self._seen.setFixedSize(SEEN_SIZE, SEEN_SIZE)
        self._seen.setAccessibleName("What the network sees")
        self._remark = QLabel()
        self._remark.setWordWrap(True)
        self._remark.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._remark.setTextFormat(Qt.TextFormat.PlainText)
        set_look(self._remark, Look.SMALL)
        self.bars = ProbabilityBars(prompt="Nothing drawn yet")

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
        session.run_ready.connect(self._on_ready)
        session.model_changed.connect(self._predict)
        theme_source().changed.connect(self._dress)
        self._dress(current_theme())
        self.set_brush_size(self.canvas.brush_size())
        self._show_drawing()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the pad square, as wide as the panel, and leave half the height to the rest."""
        super().resizeEvent(event)
        side = min(self.width() - 2 * GRID, self.height() // 2)
        self.canvas.setFixedHeight(max(side, self.canvas.minimumSizeHint().height()))

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
        column.addWidget(self.canvas)
        column.addLayout(tools)
        column.addLayout(seen)
        column.addWidget(self.bars, 1)
        return page

    @Slot(object)
    def _on_ready(self, record: Ready) -> None:
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
        self._show_drawing()
        self._predict()

    def _show_drawing(self) -> None:
        drawn = self._normalised
        self._seen.set_values(None if drawn is None else drawn.image)
        self._undo.setEnabled(self.canvas.can_undo())
        self._clear.setEnabled(not self.canvas.is_empty())
        if drawn is not None:
            height, width = drawn.image.shape
            fitted = f"{width} × {height} pixels, placed as in the training set."
            self._remark.setText(" ".join(drawn.notices) or fitted)
        else:
            self._remark.setText("Your drawing, fitted as the digits of the training set were.")

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

    @Slot(object)
    def _dress(self, theme: Theme) -> None:
        self._undo.setIcon(icon("undo", theme))
        self._clear.setIcon(icon("trash", theme))


def _tool(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
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
