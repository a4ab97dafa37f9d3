"""The parts of the setup panel: its sections, what can be chosen, and pure edits of a run."""
