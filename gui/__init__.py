"""The window: shows what the engine computes, sends it commands. core never knows it."""
