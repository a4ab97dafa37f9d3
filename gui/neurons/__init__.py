"""The neuron view: small networks as circles and edges, in the same beats as the score."""
