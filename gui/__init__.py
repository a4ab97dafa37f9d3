"""The window: shows what the engine computes, and sends it commands. Knows core, never the reverse."""
