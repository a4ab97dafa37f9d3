"""What the large view of the data is made of."""
