"""The progress of a training on a terminal, or in a log."""

from __future__ import annotations

from time import perf_counter
from typing import TextIO

from core.training import Epoch, Step

BAR = 24
SECONDS_BETWEEN = 0.1
"""Redrawing costs time that the training needs."""


class Progress:
    """A line that is drawn again and again on a terminal; elsewhere a line for each epoch."""

    def __init__(self, stream: TextIO, epochs: int, steps_per_epoch: int, score: str) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._epochs = epochs
        self._goal = epochs * steps_per_epoch
        self._score = score
        self._tested = ""
        self._samples = 0
        self._started = self._drawn = perf_counter()
        self._width = 0

    def step(self, record: Step) -> None:
        """Count a step, and show it if it is time to."""
        self._samples += record.samples
        if not self._terminal:
            return
        now = perf_counter()
        if now - self._drawn >= SECONDS_BETWEEN:
            self._drawn = now
            self._draw(record, now - self._started)

    def epoch(self, record: Epoch) -> None:
        """Show the end of an epoch."""
        self._tested = f"test {self._score} {score_text(record.test.score, self._score)}"
        loss = loss_text(record.train.loss)
        line = (
            f"epoch {record.epoch}/{self._epochs}  loss {loss}  {self._tested}  "
            f"{self._rate(perf_counter() - self._started)}"
        )
        self._replace(line, end="\n")

    def close(self) -> None:
        """Leave the line, so that what follows begins a new one."""
        if self._width:
            self._replace("", end="")

    def _draw(self, record: Step, seconds: float) -> None:
        share = record.step / self._goal
        bar = ("#" * int(share * BAR)).ljust(BAR, "-")
        left = seconds / share * (1.0 - share)
        loss = loss_text(record.loss)
        line = (
            f"epoch {record.epoch}/{self._epochs} [{bar}] {share:4.0%}  loss {loss}  "
            f"{self._tested}  {self._rate(seconds)}  {duration(left)} left"
        )
        self._replace(line, end="")

    def _rate(self, seconds: float) -> str:
        return f"{self._samples / max(seconds, 1e-9):,.0f} samples/s"

    def _replace(self, line: str, end: str) -> None:
        """Write over the line that stands there."""
        if self._terminal:
            self._stream.write("\r" + line.ljust(self._width) + ("\r" if not line else "") + end)
            self._width = 0 if end or not line else len(line)
        else:
            self._stream.write(line + end)
        self._stream.flush()


def loss_text(loss: float, decimals: int = 4) -> str:
    """Write a loss with so many decimals, or digits where it is very large or very small."""
    return f"{loss:.{decimals}f}" if 1e-3 <= loss < 1e5 else f"{loss:.{decimals}g}"


def score_text(score: float, name: str) -> str:
    """Write an accuracy in per cent, an error as a number."""
    return f"{100 * score:.2f} %" if name == "accuracy" else f"{score:.4f}"


def duration(seconds: float) -> str:
    """Write a duration as minutes:seconds, or hours:minutes:seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
