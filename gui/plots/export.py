"""The plots' numbers and picture, to take away."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import Task
from core.errors import UserError
from core.history import EpochCurve

_WHOLE = ("epoch", "step")
_PICTURE_RATIO = 2.0


def epochs_as_csv(epochs: EpochCurve, task: Task) -> str:
    """One row an epoch, columns that have no value left out; numbers read back exactly."""
    name = "accuracy" if task is Task.CLASSIFICATION else "rmse"
    kept = [
        key
        for key, column in epochs.columns.items()
        if not (np.isnan(column).all() and len(column))
    ]
    lines = [",".join(key.replace("score", name) for key in kept)]
    for row in range(len(epochs)):
        values = (float(epochs[key][row]) for key in kept)
        lines.append(
            ",".join(
                str(int(v)) if k in _WHOLE else repr(v) for k, v in zip(kept, values, strict=True)
            )
        )
    return "\n".join(lines) + "\n"


def picture_of(widget: QWidget) -> bytes:
    """The widget as PNG, at twice its size in pixels, so that it prints well."""
    image = QImage(widget.size() * _PICTURE_RATIO, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(_PICTURE_RATIO)
    image.fill(widget.palette().window().color())
    painter = QPainter(image)
    widget.render(painter, QPoint())
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(image):
        raise UserError("The picture could not be made. Try again with a smaller window.")
    return bytes(buffer.data().data())
