"""What the model says of a sample, and whether it is right: in words, a sign and a colour."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import FontRole, current_theme, font, theme_source


@dataclass(frozen=True, slots=True)
class Verdict:
    """The lines to show: the first large, the others small."""

    head: str = ""
    """"7  98 % (7)"."""
    lines: tuple[str, ...] = ()
    right: bool | None = None
    """None when there is no right and wrong, or nothing is known yet."""


class VerdictLabel(QWidget):
    """Paints a `Verdict`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self.setAccessibleName("Prediction")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._verdict = Verdict()
        theme_source().changed.connect(self._on_theme)

    def verdict(self) -> Verdict:
        """What is shown."""
        return self._verdict

    def set_verdict(self, verdict: Verdict) -> None:
        """Show another one."""
        if verdict != self._verdict:
            self._verdict = verdict
            self.setAccessibleDescription(", ".join([verdict.head, *verdict.lines]))
            self.update()

    def sizeHint(self) -> QSize:
        """Two large lines, two small ones."""
        large, small = (QFontMetricsF(font(r)) for r in (FontRole.HEADING, FontRole.SMALL))
        return QSize(140, round(2 * large.height() + 2 * small.height()))

    def minimumSizeHint(self) -> QSize:
        """One large line, two small ones."""
        return QSize(90, self.sizeHint().height() * 2 // 3)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint all lines, centred from top to bottom; the first may take two."""
        painter = QPainter(self)
        theme, verdict = current_theme(), self._verdict
        role = {True: "right", False: "wrong", None: "text"}[verdict.right]
        heading, small = font(FontRole.HEADING), font(FontRole.SMALL)
        step = QFontMetricsF(small).height() + 2
        area = QRectF(self.rect())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        while heading.pixelSize() > 14:
            room = QFontMetricsF(heading).boundingRect(area, flags, verdict.head)
            if room.width() <= area.width() and room.height() < 2.5 * heading.pixelSize():
                break
            heading.setPixelSize(heading.pixelSize() - 1)
        head = QFontMetricsF(heading).boundingRect(area, flags, verdict.head)
        y = max(0.0, (area.height() - head.height() - step * len(verdict.lines)) / 2)
        painter.setFont(heading)
        painter.setPen(theme.color(role))
        painter.drawText(QRectF(0, y, area.width(), head.height() + 1), flags, verdict.head)
        painter.setFont(small)
        y += head.height() + 2
        for number, line in enumerate(verdict.lines):
            painter.setPen(
                theme.color(role if number == 0 and verdict.right is not None else "muted")
            )
            painter.drawText(QRectF(0, y, area.width(), step), Qt.AlignmentFlag.AlignVCenter, line)
            y += step

    def _on_theme(self) -> None:
        self.updateGeometry()
        self.update()
