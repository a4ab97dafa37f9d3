"""What a network is for."""

from __future__ import annotations

from enum import StrEnum


class Task(StrEnum):
    """What is predicted: one of several classes, or real numbers."""

    CLASSIFICATION = "classification"
    REGRESSION = "regression"
