"""Icons drawn from the shipped SVG files, in the colours of a theme."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui.theme import Theme, current_theme

ICON_FOLDER = Path(__file__).parents[1] / "assets" / "icons"
_SIZES = (16, 20, 24, 32, 40, 48, 64)
"""Pixels: 16, 20, 24 and 32 at a device pixel ratio of 1 and of 2."""
_APP_SIZES = (16, 24, 32, 48, 64, 128, 256)


def icon_names() -> tuple[str, ...]:
    """The names that `icon` knows."""
    return tuple(sorted(path.stem for path in ICON_FOLDER.glob("*.svg")))


def icon(name: str, theme: Theme | None = None, role: str = "text") -> QIcon:
    """The icon `name` in the colour of `role`, greyed when disabled; cached.

    Without a theme it takes the one in force: ask again when `theme_source().changed` is emitted.

    Raises:
        KeyError: when there is no such icon or no such role.
    """
    return _icon(name, theme or current_theme(), role)


def icon_pixmap(
    name: str, size: int, theme: Theme | None = None, role: str = "text", ratio: float = 1.0
) -> QPixmap:
    """The icon as a picture of `size` logical pixels, crisp at the device pixel ratio `ratio`."""
    theme = theme or current_theme()
    pixmap = QPixmap.fromImage(
        _render(_renderer(_coloured(name, theme, role)), round(size * ratio))
    )
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@cache
def app_icon() -> QIcon:
    """The program's own icon, the same on light and dark."""
    renderer = _renderer(_source("chalkgrad"))
    result = QIcon()
    for size in _APP_SIZES:
        result.addPixmap(QPixmap.fromImage(_render(renderer, size)))
    return result


@cache
def _icon(name: str, theme: Theme, role: str) -> QIcon:
    result = QIcon()
    checked = QIcon.State.On
    for mode, mode_role in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, "disabled")):
        renderer = _renderer(_coloured(name, theme, mode_role))
        for size in _SIZES:
            pixmap = QPixmap.fromImage(_render(renderer, size))
            result.addPixmap(pixmap, mode)
            result.addPixmap(pixmap, mode, checked)
            if mode is QIcon.Mode.Normal:  # or Qt would brighten and tint them on its own
                result.addPixmap(pixmap, QIcon.Mode.Active)
                result.addPixmap(pixmap, QIcon.Mode.Selected)
    return result


def _coloured(name: str, theme: Theme, role: str) -> bytes:
    return _source(name).replace(b"currentColor", theme.color(role).name().encode())


@cache
def _source(name: str) -> bytes:
    path = ICON_FOLDER / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"No icon is called {name!r}")
    return path.read_bytes()


def _renderer(svg: bytes) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg))


def _render(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image
