"""The score: layout, items and painting of one sample's trace."""
