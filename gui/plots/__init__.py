"""Plots of a run, on pyqtgraph. Importing anything in here but the pure parts takes 180 ms."""
