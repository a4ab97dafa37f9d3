"""Seconds for an epoch of MNIST: this engine against PyTorch, scikit-learn and JAX."""

from __future__ import annotations

from statistics import median

from benchmarks.contenders import NAMES, Case, contenders
from benchmarks.report import table
from core.datasets.dataset import Dataset

CASES = (
    Case((784, 10), 128),
    Case((784, 32, 10), 32),
    Case((784, 128, 64, 10), 128),
    Case((784, 256, 128, 10), 128),
)


def compare(case: Case, data: Dataset, rounds: int) -> dict[str, float]:
    """Return the median seconds of an epoch. Contenders take turns, so that noise hits all."""
    rivals = contenders(case, data)
    seconds: dict[str, list[float]] = {name: [] for name in rivals}
    for rival in rivals.values():
        rival.epoch()
    for _ in range(rounds):
        for name, rival in rivals.items():
            seconds[name].append(rival.epoch())
    return {name: median(values) for name, values in seconds.items()}


def report(data: Dataset, rounds: int = 7) -> str:
    """Return the two tables: seconds, and how many times as long as ours."""
    medians = [compare(case, data, rounds) for case in CASES]
    names = [name for name in NAMES if any(name in row for row in medians)]
    seconds = [
        [case.name, *(f"{row[name]:.3f}" if name in row else "-" for name in names)]
        for case, row in zip(CASES, medians, strict=True)
    ]
    ratios = [
        [
            case.name,
            *(f"{row[name] / row['Chalkgrad']:.2f}" if name in row else "-" for name in names),
        ]
        for case, row in zip(CASES, medians, strict=True)
    ]
    header = ["network", *names]
    title = f"Seconds for an epoch of {data.title} (Adam, median of {rounds}, one thread each)"
    return table(title, header, seconds) + table("Times as long as Chalkgrad", header, ratios)
