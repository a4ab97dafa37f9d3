"""What the model makes of the data: decision regions, curves, coefficients, rows of W as images."""
