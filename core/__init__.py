"""The engine: graphs, reverse mode, training and data. Knows no Qt."""
