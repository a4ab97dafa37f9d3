"""The window: shows what the engine computes, sends it commands. It knows core, never vice versa."""
