"""What pictures of the network have in common: rectangles, texts of numbers, shades."""
