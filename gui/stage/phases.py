"""What the phases of a training step are called, and their colours. No Qt."""

from __future__ import annotations

from core.timeline import Phase

_ROLES = {
    Phase.FORWARD: "forward",
    Phase.LOSS: "text",
    Phase.BACKWARD: "backward",
    Phase.UPDATE: "development",
}
_NAMES = {
    Phase.FORWARD: "Forward",
    Phase.LOSS: "Loss",
    Phase.BACKWARD: "Backward",
    Phase.UPDATE: "Update",
}


def role_of(phase: Phase) -> str:
    """The colour role of a phase."""
    return _ROLES[phase]


def name_of(phase: Phase) -> str:
    """The name of a phase."""
    return _NAMES[phase]
