"""The one place that configures pyqtgraph. Import `pg` from here."""

from __future__ import annotations

import pyqtgraph as pg

# No OpenGL: it needs a context that projectors, remote desktops and the offscreen platform lack.
# Antialiased pens stay one pixel wide; wider ones take a hundred times as long.
pg.setConfigOptions(antialias=True, useOpenGL=False)


def adopt_menu(plot: pg.PlotWidget) -> None:
    """Let the menu that pyqtgraph makes for every plot, wanted or not, go when the plot goes.

    Its parts are in use, so it cannot go at once; without a parent it would stay for ever.
    """
    menu = plot.getPlotItem().ctrlMenu
    menu.setParent(plot, menu.windowFlags())


__all__ = ["adopt_menu", "pg"]
