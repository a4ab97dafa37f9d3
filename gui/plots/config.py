"""The one place that configures pyqtgraph. Import `pg` from here."""

from __future__ import annotations

import pyqtgraph as pg

# No OpenGL: it needs a context that projectors, remote desktops and the offscreen platform lack.
# Antialiased pens stay one pixel wide; wider ones take a hundred times as long.
pg.setConfigOptions(antialias=True, useOpenGL=False)

__all__ = ["pg"]
