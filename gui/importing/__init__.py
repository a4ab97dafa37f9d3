"""Bringing one's own data: the dialogue, what leads to it, and what comes of it."""
