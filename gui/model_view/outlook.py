"""What a picture of a run needs: its points, its part of the plane, and what the engine is asked.

Pure: records in, records out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.datasets.dataset import Dataset, Task
from core.messages import Ready
from core.regions import MARGIN, Box, box_around, regions
from core.slice_inputs import SliceInputs, line_places, plane_places
from gui.model_view.points import RUG, Member, Points, gather

CURVE_TOP = 1.04
PAINTED_BOX = Box(-1.06, 1.06, -1.06, 1.06)


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """A part of the plane with its points; the features `axes` run along it."""

    dataset: Dataset
    axes: tuple[int, ...]
    points: Points
    box: Box
    limits: tuple[float, float] | None
    """Lowest and highest number of the axis upwards, if not all of it has a meaning."""
    values: tuple[float, float] | None
    """Ends of the scale of colours, for the height over a plane."""

    @property
    def classes(self) -> bool:
        """True if classes are predicted."""
        return self.dataset.task is Task.CLASSIFICATION

    @property
    def names(self) -> tuple[str, str]:
        """What stands on the two axes."""
        features = self.dataset.feature_names
        first = features[self.axes[0]]
        if len(self.axes) == 2:
            return first, features[self.axes[1]]
        return first, "probability" if self.classes else self.dataset.target_names[0]

    def place_of(self, x: NDArray[np.floating], y: NDArray[np.floating]) -> tuple[float, float]:
        """Where a sample (d,) with its target (k,) stands."""
        own = self.dataset.own_columns(x, self.axes)
        if len(self.axes) == 2:
            return float(own[0]), float(own[1])
        if self.classes:
            return float(own[0]), -RUG * (int(np.argmax(y)) + 1.0)
        return float(own[0]), float(self.dataset.own_targets(y)[0])

    def lone_point(
        self, x: NDArray[np.floating], y: NDArray[np.floating], part: Member, index: int
    ) -> Points:
        """A sample (d,) with its target (k,) as the only point."""
        return Points(
            place=np.array([self.place_of(x, y)]),
            x=np.asarray(x, np.float32)[np.newaxis],
            part=np.array([part], np.int8),
            index=np.array([index]),
            label=np.array([int(np.argmax(y))]) if self.classes else None,
            value=None if self.classes else self.dataset.own_targets(y)[:1],
            total=1,
        )

    def inputs(self, held: NDArray[np.floating] | None) -> SliceInputs:
        """What to ask the network about: the whole picture, then every point.

        The features that do not run along it stay at those of `held` (d,), or at 0.
        """
        if len(self.axes) == 2:
            places = plane_places(self.dataset, self.axes, self.box)
        else:
            places = line_places(self.dataset, self.box.left, self.box.right)
        if held is None:
            held = np.zeros(self.dataset.inputs)
        return SliceInputs(self.axes, places, held, self.points.x)

    def wrong(self, values: NDArray[np.floating]) -> NDArray[np.bool_] | None:
        """Which points the outputs (N, K) for them classify wrongly; None for regression."""
        if self.points.label is None:
            return None
        return np.asarray(regions(values).winner != self.points.label)


def outlook(ready: Ready, axes: tuple[int, ...], box: Box | None = None) -> Outlook:
    """The picture of a run over one feature or two; `box` if it is not to follow the points."""
    dataset = ready.dataset
    points = gather(dataset, ready.split, axes)
    limits = values = None
    if points.value is not None and len(axes) == 2:
        values = (float(points.value.min()), float(points.value.max()))
    if box is None:
        box = box_around(points.place, square=len(axes) == 2)
    if len(axes) == 1 and points.label is not None:
        box = Box(box.left, box.right, -RUG * (dataset.outputs + 0.8), CURVE_TOP)
        limits = (0.0, 1.0)
    elif len(axes) == 1:
        room = MARGIN / 2 * box.width
        box = Box(box.left + room, box.right - room, box.bottom, box.top)
    return Outlook(dataset, axes, points, box, limits, values)
