"""How fast and how good, as ratios within one run: machines are shared, and noisy."""
