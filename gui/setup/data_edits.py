"""What the controls of the data do to a run: pure functions from one to the next. No Qt in here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.config import RunConfig
from core.data_config import DataConfig, Point

FIRST_POINTS = tuple(
    Point(sign * x, sign * y, label)
    for label, sign in enumerate((-1.0, 1.0))
    for x, y in ((0.35, 0.55), (0.55, 0.3), (0.6, 0.65), (0.4, 0.3), (0.75, 0.45))
)
"""Two small groups to begin with: nothing can be learned from an empty plane."""


def choose(config: RunConfig, name: str, data: DataConfig | None = None) -> RunConfig:
    """Choose another data set, and keep the network.

    Its settings start at their defaults, for those of one set mean nothing to another; or from
    `data`, as for painted points that one comes back to.
    """
    if data is None:
        data = DataConfig(points=FIRST_POINTS) if name == "painted" else DataConfig()
    return replace(config, dataset=name, data=data)


def change(config: RunConfig, field: str, value: Any) -> RunConfig:
    """Change one field of what is done to the data."""
    return replace(config, data=replace(config.data, **{field: value}))


def next_seed(config: RunConfig) -> RunConfig:
    """Make other points of the same kind, or cut the same ones in another way."""
    return change(config, "seed", config.data.seed + 1)
