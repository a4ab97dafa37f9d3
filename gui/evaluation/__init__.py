"""What the views of the test set are made of."""
