"""Pictures without a display: of the window, and of any beat of the stage."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.config import RunConfig
from core.errors import UserError
from gui.screenshot import render

SMALL = RunConfig(dataset="iris", epochs=1)


def test_the_window_has_the_size_that_was_asked_for(qapp: QApplication, tmp_path: Path) -> None:
    render(tmp_path / "window.png", (1100, 760), config=SMALL, theme="dark")
    image = QImage(str(tmp_path / "window.png"))
    assert (image.width(), image.height()) == (1100, 760)
    assert image.pixelColor(3, 500).lightness() < 80


@pytest.mark.usefixtures("qapp")
def test_every_beat_of_the_stage_is_another_picture(tmp_path: Path) -> None:
    pictures = []
    for beat in (0.0, 1.5, 4.0, 7.0):
        render(tmp_path / "beat.png", (960, 560), config=SMALL, page="stage", beat=beat)
        image = QImage(str(tmp_path / "beat.png"))
        assert (image.width(), image.height()) == (960, 560)
        pictures.append(image)
    for first, second in pairwise(pictures):
        assert first != second


@pytest.mark.usefixtures("qapp")
def test_what_cannot_be_pictured_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no beat 99"):
        render(tmp_path / "no.png", config=SMALL, page="stage", beat=99)
    with pytest.raises(UserError, match="at least"):
        render(tmp_path / "no.png", (300, 200), config=SMALL)
    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_the_data(tmp_path: Path) -> None:
    render(tmp_path / "stage.png", (1000, 620), config=SMALL, page="stage")
    render(tmp_path / "data.png", (1000, 620), config=SMALL, page="data")
    stage, data = (QImage(str(tmp_path / f"{name}.png")) for name in ("stage", "data"))
    assert (data.width(), data.height()) == (1000, 620)
    assert data != stage
