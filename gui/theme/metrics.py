"""One grid and one radius, in logical pixels."""

from __future__ import annotations

HALF = 4
GRID = 8
MARGIN = 2 * GRID
RADIUS = 4
HAIRLINE = 1
CONTROL_HEIGHT = 32
ICON_SIZE = 20
SMALL_ICON = 16
