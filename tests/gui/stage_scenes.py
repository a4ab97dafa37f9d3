"""Networks to lay out, letters without a font, and what holds for every scene."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from core.arrays import Array
from core.config import HiddenLayer, RunConfig
from core.models import Network, build_network
from gui.drawing.rect import Rect
from gui.stage.scene import Kind, Scene, Thing, cell_rect
from gui.stage.shot import MARGIN


@dataclass(frozen=True)
class Typewriter:
    """Letters of one width, so that the layout is tested without any font."""

    size: float = 14.0

    @property
    def label_height(self) -> float:
        return 1.4 * self.size

    @property
    def small_height(self) -> float:
        return 1.1 * self.size

    def label(self, text: str) -> float:
        return 0.6 * self.size * len(text)

    def small(self, text: str) -> float:
        return 0.5 * self.size * len(text)


def network(
    inputs: int,
    hidden: tuple[int, ...],
    outputs: int,
    activation: str = "relu",
    regression: bool = False,
    output: str = "softmax",
) -> Network:
    config = RunConfig(
        hidden=tuple(HiddenLayer(width, activation) for width in hidden),
        output="identity" if regression else output,
        loss="squared error" if regression else "cross-entropy",
    )
    return build_network(config, inputs, outputs, 0 if regression else outputs)


def boxes(thing: Thing) -> list[Rect]:
    """Its values, and what is written beside them; in the circle of the loss it is all one."""
    return [thing.rect, *(() if thing.kind is Kind.LOSS else thing.texts)]


FRAME_REACH = MARGIN + 1.0
"""How far the frame around what a beat reads or writes reaches: half of its line lies outside."""


def check(scene: Scene, size: tuple[float, float]) -> None:
    """Nothing leaves the scene, nothing overlaps, no frame touches a text, no arrow crosses one."""
    whole = Rect(0, 0, scene.width, scene.height)
    assert scene.width >= size[0] - 1
    assert scene.height >= size[1] - 1
    framed = [thing for thing in scene.things if thing.kind is not Kind.LOSS]
    texts = [(arrow.key, arrow.label) for arrow in scene.arrows if arrow.text]
    texts += [(thing.key, box) for thing in framed for box in boxes(thing)[1:]]
    placed = [(thing.key, thing.rect) for thing in scene.things] + texts
    for key, box in placed:
        assert whole.covers(box), f"{key} at {box} leaves {whole}"
    corners = np.array([_corners(box) for _, box in placed])
    frames = np.array([_corners(thing.rect.grown(FRAME_REACH)) for thing in framed])
    for one, other in _meeting(corners, corners):
        assert one == other, f"{placed[one]} overlaps {placed[other]}"
    for one, other in _meeting(frames, np.array([_corners(box) for _, box in texts])):
        raise AssertionError(f"the frame of {framed[one].key} touches {texts[other]}")
    for thing in scene.things:
        if thing.kind is not Kind.LOSS:
            assert thing.cells.x.length == pytest.approx(thing.rect.width)
            assert thing.cells.y.length == pytest.approx(thing.rect.height)
            last = cell_rect(thing, thing.cells.count - 1)
            assert thing.rect.covers(last)
    for arrow in scene.arrows:
        for (x, y), (u, v) in zip(arrow.points, arrow.points[1:], strict=False):
            line = Rect(min(x, u), min(y, v) - 1, max(abs(u - x), 2), max(abs(v - y), 2))
            assert whole.covers(line)
            for key, box in placed:
                assert not line.overlaps(box), f"{arrow.key} runs through {key}"
        (x, _), (u, _) = arrow.points[0], arrow.points[-1]
        if len(arrow.points) == 2:
            assert (u > x) is arrow.forward


def _corners(box: Rect) -> tuple[float, float, float, float]:
    return box.x, box.y, box.right, box.bottom


def _meeting(some: Array, others: Array) -> list[tuple[int, int]]:
    """Which boxes have an area in common."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    return [(int(k), int(j)) for k, j in np.argwhere((high - low > 1e-6).all(axis=2))]
