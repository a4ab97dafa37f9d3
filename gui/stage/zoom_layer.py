"""Drawing the terms of a sum: threads from their sources, and the slip that adds them up.

Threads are as wide as their terms are strong. What has been drawn stays on two pictures, one of the
threads and one of the slip, so that a frame draws only the term that is coming.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)

from core.contributions import Contributions
from gui.drawing.qt import qrect
from gui.drawing.rect import Rect
from gui.drawing.shades import shade
from gui.stage.cells import NOTHING
from gui.stage.context import Context
from gui.stage.paper import beside_texts
from gui.stage.reveal import unit_of
from gui.stage.scene import Kind, Scene, Thing, bar_rect, cell_rect
from gui.stage.tracks import Track, swing
from gui.stage.zoom import MOST_TERMS, Slip, shown_terms, slip, written, zoomed
from gui.theme import RADIUS

LEAST_TERMS = 3
THINNEST, THICKEST = 1.0, 6.0
PAD = 8.0
BAR = 56.0
BEYOND = 8.0
"""How far a thread may reach beyond its ends."""


class ZoomLayer:
    """The pictures of the cell that is chosen, as far as its sum has come."""

    def __init__(self) -> None:
        self._asked: tuple[object, ...] = ()
        self._sum: _Sum | None = None

    def paint(
        self, painter: QPainter, scene: Scene, context: Context, view: Rect, ratio: float
    ) -> None:
        """Draw the threads and the slip of the chosen cell; `view` is the part that is seen."""
        focus = context.focus
        if focus is None or context.trace is None or focus.cell == NOTHING:
            self._asked, self._sum = (), None
            return
        looks = context.theme, context.fonts, context.symbols, context.style, ratio
        asked = scene, context.trace, focus, view, looks
        if asked != self._asked:
            self._asked, self._sum = asked, _make(scene, context, view, ratio)
        if self._sum is not None:
            self._sum.paint(painter, context)


def _make(scene: Scene, context: Context, view: Rect, ratio: float) -> _Sum | None:
    line = context.fonts.small_height + 2
    room = view.height - 2 * PAD
    found = zoomed(context, scene, int(min(MOST_TERMS, max(LEAST_TERMS, room / line - 5))))
    if found is None or not found.strongest or context.focus is None:
        return None
    things = {thing.key: thing for thing in scene.things}
    source = things.get(found.strongest[0].source)
    if source is None:
        return None
    return _Sum(found, source, things[context.focus.key], scene, context, view, ratio)


@dataclass(frozen=True, slots=True)
class _Thread:
    """From an entry of the source to the chosen cell."""

    way: Track
    start: Rect
    end: Rect
    value: float
    share: float
    """Of the strongest."""


class _Sum:
    """One sum, and how much of it is on its pictures: -1 for not even the paper."""

    def __init__(
        self,
        found: Contributions,
        source: Thing,
        target: Thing,
        scene: Scene,
        context: Context,
        view: Rect,
        ratio: float,
    ) -> None:
        assert context.focus is not None
        self._found = found
        self._slip = slip(
            found,
            context.symbols,
            context.style,
            classes=context.outputs if context.classes else (),
            last=context.last,
        )
        self._line = context.fonts.small_height + 2
        self._threads = _threads(found, source, target, context.focus.cell)
        self._box, self._bars_left = _slip_box(self._slip, target, view, context)
        self._ratio = ratio
        self._paper = beside_texts(scene, view)
        around = _around([rect for each in self._threads for rect in (each.start, each.end)])
        self._bounds = Rect(
            around.x - BEYOND,
            around.y - BEYOND,
            around.width + 2 * BEYOND,
            around.height + 2 * BEYOND,
        )
        self._clear()

    def _clear(self) -> None:
        self._done = -1
        self._ended = False
        self._pictures = _blank(self._bounds, self._ratio), _blank(self._box, self._ratio)

    def paint(self, painter: QPainter, context: Context) -> None:
        """Draw the sum as far as it is there."""
        rows = self._slip.rows
        there = shown_terms(context, self._found)
        done, ended = min(int(there), len(rows)), there >= len(rows)
        if done < self._done or (self._ended and not ended):
            self._clear()
        if done > self._done or ended != self._ended:
            self._draw(done, ended, context)
        threads, paper = self._pictures
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(QPointF(self._bounds.x, self._bounds.y), threads)
        growing = there - done
        if not ended and growing > 0 and done < len(self._threads):
            self._draw_thread(painter, done, growing, context)
        painter.drawPixmap(QPointF(self._box.x, self._box.y), paper)
        if not ended and there > 0:
            self._draw_row(painter, done, growing, context)
            # The sum so far, of the terms that are wholly there.
            so_far = written(rows[done - 1].running if done else 0.0, context.style)
            painter.setFont(context.fonts.strong)
            self._write(painter, self._ends_top, ("sum so far", so_far), context)
        painter.restore()

    def _draw(self, done: int, ended: bool, context: Context) -> None:
        """Bring the pictures up to what is there."""
        threads, paper = (QPainter(picture) for picture in self._pictures)
        for painter, box in ((threads, self._bounds), (paper, self._box)):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-box.x, -box.y)
        if self._done < 0:
            self._draw_paper(paper, context)
        for place in range(max(self._done, 0), done):
            if place < len(self._threads):
                self._draw_thread(threads, place, 1.0, context)
            self._draw_row(paper, place, 1.0, context)
        if ended and not self._ended:
            paper.setFont(context.fonts.strong)
            for k, end in enumerate(self._slip.ends):
                self._write(paper, self._ends_top + k * self._line, end, context)
        self._done, self._ended = done, ended
        threads.end()
        paper.end()

    @property
    def _ends_top(self) -> float:
        return self._box.y + PAD + len(self._slip.rows) * self._line + 5

    def _draw_paper(self, painter: QPainter, context: Context) -> None:
        box, theme = self._box, context.theme
        painter.setPen(QPen(theme.color("line_strong"), 1))
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(qrect(box, -0.5), RADIUS, RADIUS)
        high = len(self._slip.rows) * self._line
        zero, _ = self._scale()
        painter.fillRect(QRectF(zero - 0.5, box.y + PAD, 1, high), theme.color("line"))
        under = QRectF(box.x + PAD, box.y + PAD + high + 2, box.width - 2 * PAD, 1)
        painter.fillRect(under, theme.color("line_strong"))

    def _draw_thread(self, painter: QPainter, place: int, grown: float, context: Context) -> None:
        thread = self._threads[place]
        if not thread.share > 0:
            return
        color = _sign_color(context, thread.value, 0.35 + 0.6 * thread.share)
        pen = QPen(color, THINNEST + (THICKEST - THINNEST) * thread.share)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.save()
        painter.setClipRegion(self._paper)
        painter.drawPath(_path(thread.way, grown))
        painter.restore()
        painter.setPen(QPen(color, 1.5))
        painter.drawRect(qrect(thread.start, 1))

    def _draw_row(self, painter: QPainter, place: int, grown: float, context: Context) -> None:
        if grown <= 0 or place >= len(self._slip.rows):
            return
        row, y = self._slip.rows[place], self._box.y + PAD + place * self._line
        painter.setOpacity(grown)
        painter.setFont(context.fonts.small)
        self._write(painter, y, (row.text, row.number), context)
        painter.setOpacity(1.0)
        zero, scale = self._scale()
        before = self._slip.rows[place - 1].running if place else 0.0
        after = before + grown * (row.running - before)
        start, stop = sorted((zero + before * scale, zero + after * scale))
        color = _sign_color(context, row.value, 1.0)
        bar = QRectF(start, y + 3, max(stop - start, 1.0), self._line - 6)
        painter.fillRect(bar, color)

    def _scale(self) -> tuple[float, float]:
        """Where the bars have their zero, and pixels for one."""
        running = [row.running for row in self._slip.rows]
        low, high = min(0.0, *running), max(0.0, *running)
        scale = BAR / (high - low) if high > low else 0.0
        return self._bars_left - low * scale, scale

    def _write(self, painter: QPainter, y: float, texts: tuple[str, str], context: Context) -> None:
        painter.setPen(context.theme.color("text"))
        rect = QRectF(self._box.x + PAD, y, self._box.width - 2 * PAD, self._line)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        sides = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for side, text in zip(sides, texts, strict=True):
            painter.drawText(rect, side | middle, text)


def _threads(found: Contributions, source: Thing, target: Thing, cell: int) -> tuple[_Thread, ...]:
    strongest = max(abs(term.product) for term in found.strongest)
    end = _bar_rect(target, cell)
    threads = []
    for term in found.strongest:
        unit = unit_of(source.cells, term.cell)
        start = _bar_rect(source, unit)
        # Leftwards a thread begins before the names of the rows, not across them.
        way = _between(start if start.x < end.x else cell_rect(source, unit), end)
        share = abs(term.product) / strongest if strongest > 0 else 0.0
        threads.append(_Thread(way, start, end, term.product, share))
    return tuple(threads)


def _between(start: Rect, end: Rect) -> Track:
    """From the side of one rectangle that looks towards the other."""
    y, v = start.y + start.height / 2, end.y + end.height / 2
    if start.x < end.x:
        return swing((start.right + 1, y), (end.x - 3, v))
    return swing((start.x - 1, y), (end.right + 3, v))


def _path(way: Track, share: float) -> QPainterPath:
    points = way.upto(share)
    path = QPainterPath(QPointF(*points[0]))
    for x, y in points[1:]:
        path.lineTo(x, y)
    return path


def _bar_rect(thing: Thing, cell: int) -> Rect:
    if thing.kind is not Kind.BARS:
        return cell_rect(thing, cell)
    box = bar_rect(thing, cell)
    return Rect(box.x + 6, box.y + 1, box.width - 6, box.height - 2)


def _slip_box(what: Slip, target: Thing, view: Rect, context: Context) -> tuple[Rect, float]:
    """Where the slip lies, and where its bars begin."""
    metrics = context.fonts.small_metrics
    texts = max(metrics.horizontalAdvance(row.text) for row in what.rows)
    strong = QFontMetricsF(context.fonts.strong)
    texts = max([texts, *(strong.horizontalAdvance(text) for text, _ in what.ends)])
    numbers = [metrics.horizontalAdvance(row.number) for row in what.rows]
    so_far = [written(row.running, context.style) for row in what.rows]
    numbers += [strong.horizontalAdvance(text) for text in so_far]
    numbers += [strong.horizontalAdvance(text) for _, text in what.ends]
    width = float(ceil(4 * PAD + texts + BAR + max(numbers)))
    line = context.fonts.small_height + 2
    height = line * (len(what.rows) + len(what.ends)) + 2 * PAD + 5
    box = _place(view, target, width, height)
    return box, box.x + 2 * PAD + texts


def _place(view: Rect, target: Thing, width: float, height: float) -> Rect:
    """Beside the thing, on the side away from its sources, as far as that is in view.

    At the ends of the score there is no room beside it: then in the other half.
    """
    forward = target.key.symbol in ("z", "s")
    left, right = view.x + 4, max(view.right - width - 4, view.x + 4)
    x = target.rect.right + 16 if forward else target.rect.x - width - 16
    y = view.y + (view.height - height) / 2
    beyond = not left <= x <= right
    x = min(max(x, left), right)
    if beyond:
        free = target.rect.bottom + 8 if forward else target.rect.y - height - 8
        y = free if forward else min(free, y)
    y = min(max(y, view.y + 2), max(view.bottom - height - 2, view.y + 2))
    return Rect(float(int(x)), float(int(y)), width, height)


def _around(rects: Sequence[Rect]) -> Rect:
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    right, bottom = max(rect.right for rect in rects), max(rect.bottom for rect in rects)
    left, top = float(int(left)), float(int(top))
    return Rect(left, top, right - left, bottom - top)


def _blank(box: Rect, ratio: float) -> QPixmap:
    picture = QPixmap(ceil(box.width * ratio) + 1, ceil(box.height * ratio) + 1)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _sign_color(context: Context, value: float, alpha: float) -> QColor:
    return shade(context.theme, "signed_negative" if value < 0 else "signed_positive", alpha)
