"""Panels of the window. Each gets the session and emits requests; none imports another."""
