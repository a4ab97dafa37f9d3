"""The foot of the setup panel, always in sight: what stands, and whether it can run."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from core.checks import Problem, Severity
from core.summary import NetworkSummary, chain, headline, headline_lines, shape_text, table
from gui.drawing.written import grouped, localized
from gui.resources import icon
from gui.theme import GRID, HALF, SMALL_ICON, Look, set_icon_size, set_look, theme_source
from gui.widgets.basics import ElidedLabel, HLine
from gui.widgets.focus import only_by_tab

_LINE = 26
_LONG = 60_000
"""Milliseconds: the details stay until one has read them, or asks for them to go."""
_FIELDS = {
    "dataset": "data set",
    "hidden": "hidden layers",
    "learning_rate": "learning rate",
    "hyperparameters": "hyper-parameters",
    "weight_decay": "weight decay",
    "batch_size": "batch size",
    "development_fraction": "development set",
    "initializer": "initialiser",
}


class HeadlineLabel(QLabel):
    """The widths and the number of parameters, on two lines where one is too short.

    Where two are too short as well, the widths are folded.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("…", parent)
        self._summary: NetworkSummary | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_look(self, Look.STRONG)

    def show_network(self, summary: NetworkSummary) -> None:
        """Show a network; the tool tip has all of its layers."""
        self._summary = summary
        self.setToolTip(summary_html(summary))
        self.setAccessibleName(localized(f"Network: {headline(summary)}"))
        self.setAccessibleDescription(localized(table(summary)))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold the widths."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fold or unfold the widths for a new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        if self._summary is None:
            return
        room, metrics = self.contentsRect().width(), self.fontMetrics()
        lines = headline_lines(
            self._summary, lambda text: metrics.horizontalAdvance(localized(text)) <= room
        )
        right = Qt.TextElideMode.ElideRight
        self.setText("\n".join(metrics.elidedText(localized(line), right, room) for line in lines))


class SummaryFooter(QWidget):
    """A line about the network, and one about its state; both keep their place."""

    problemClicked = Signal(str)  # noqa: N815 (as Qt names its signals)
    """The field of the problem that somebody wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem: Problem | None = None
        self.summary = HeadlineLabel()
        self.summary.setObjectName("networkSummary")
        self.status = ElidedLabel()
        set_look(self.status, Look.SMALL)
        self.problem_button = QPushButton()
        only_by_tab(self.problem_button)
        set_icon_size(self.problem_button, SMALL_ICON)
        self.problem_button.setToolTip("Show what is wrong")
        self.problem_button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.problem_button.setStyleSheet("text-align: left; padding: 0; margin-left: -1px;")
        set_look(self.problem_button, Look.COMPACT)
        self.details_button = QToolButton()
        only_by_tab(self.details_button)
        self.details_button.setObjectName("networkDetails")
        set_icon_size(self.details_button, SMALL_ICON)
        self.details_button.setAccessibleName("Layers of the network")
        self.details_button.setEnabled(False)  # until there is a network
        set_look(self.details_button, Look.COMPACT)
        self._state = QWidget()
        line = QHBoxLayout(self._state)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.status, 1)
        line.addWidget(self.problem_button, 1)
        line.addWidget(self.details_button)
        inner = QVBoxLayout()
        inner.setContentsMargins(GRID, GRID, GRID, HALF)
        inner.setSpacing(0)
        inner.addWidget(self.summary)
        inner.addWidget(self._state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(HLine())
        layout.addLayout(inner)
        self.problem_button.hide()
        self.problem_button.clicked.connect(self._on_clicked)
        self.details_button.clicked.connect(self._show_details)
        theme_source().changed.connect(self._dress)
        self._dress()

    def show_network(self, summary: NetworkSummary) -> None:
        """Show a network; its layers are in the tool tips, and one button press away."""
        self.summary.show_network(summary)
        self.details_button.setEnabled(True)
        self.details_button.setToolTip(self.summary.toolTip())
        self.details_button.setAccessibleDescription(localized(table(summary)))

    def show_status(self, text: str, problems: tuple[Problem, ...] = ()) -> None:
        """Show the first problem, which leads to its place, or a text if there is none."""
        self._problem = problems[0] if problems else None
        self.status.setText(text)
        self.status.setVisible(self._problem is None)
        self.problem_button.setVisible(self._problem is not None)
        if self._problem is not None:
            self.problem_button.setText(problem_text(problems))
            self.problem_button.setAccessibleDescription(localized(self._problem.message))
        self._dress()

    def _on_clicked(self) -> None:
        if self._problem is not None:
            self.problemClicked.emit(self._problem.field)

    def _show_details(self) -> None:
        button = self.details_button
        if QToolTip.isVisible():
            QToolTip.hideText()
            return
        above = button.mapToGlobal(QPoint(0, -button.height()))
        QToolTip.showText(above, button.toolTip(), button, button.rect(), _LONG)

    def _dress(self) -> None:
        self.status.ensurePolished()
        self._state.setFixedHeight(max(_LINE, self.status.fontMetrics().lineSpacing() + GRID))
        self.details_button.setIcon(icon("info", role="muted"))
        if self._problem is not None:
            error = self._problem.severity is Severity.ERROR
            name, role = ("error", "wrong") if error else ("warning", "warning")
            self.problem_button.setIcon(icon(name, role=role))


def problem_text(problems: tuple[Problem, ...]) -> str:
    """Return where the first problem is, whether it stops a run, and how many more there are."""
    first = problems[0]
    place = _FIELDS.get(first.field, first.field)
    what = "Cannot run" if first.severity is Severity.ERROR else "Warning"
    more = f" (+{len(problems) - 1})" if len(problems) > 1 else ""
    return f"{what}: {place}{more}"


def summary_html(summary: NetworkSummary) -> str:
    """Return the layers as a table for a tool tip."""
    head = "".join(
        f"<th align='{side}'>{text}</th>"
        for text, side in (
            ("Layer", "left"),
            ("W", "right"),
            ("b", "right"),
            ("Parameters", "right"),
        )
    )
    layers = summary.layers
    shown = layers if len(layers) <= 12 else (*layers[:8], None, *layers[-3:])
    rows = []
    for layer in shown:
        if layer is None:
            rows.append(f"<tr><td colspan='4'>… {len(layers) - 11} more …</td></tr>")
            continue
        cells = (
            localized(shape_text(layer.weight_shape)),
            localized(shape_text(layer.bias_shape)),
            grouped(layer.parameters),
        )
        name = f"<td>{layer.number}&nbsp;&nbsp;{escape(layer.activation)}</td>"
        rows.append(name + "".join(f"<td align='right'>{cell}</td>" for cell in cells))
    count = grouped(summary.parameters)
    total = f"<td colspan='3'><b>Total</b></td><td align='right'><b>{count}</b></td>"
    body = "".join(f"<tr>{row}</tr>" for row in [*rows, total])
    nowrap = f"<p style='white-space: pre'>{localized(chain(summary))}</p>"
    return f"{nowrap}<table cellpadding='3'><tr>{head}</tr>{body}</table>"
