"""Advertising: what was spent on television, radio and newspapers, and what was sold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.data_config import FileOptions
from core.datasets import folders
from core.datasets.downloads.cache import VARIABLE, checked, find
from core.datasets.raw import RawData
from core.datasets.tables.read import read_table
from core.errors import UserError
from core.quoting import quoted
from core.work import Work

NAME = "advertising"
FILE = "Advertising.csv"


def load(data_dir: Path | None = None, work: Work | None = None) -> RawData:
    """200 markets with three budgets in thousands of dollars, and sales in thousands of units.

    Raises UserError if the file is missing or is not the published one.
    """
    path = _find(data_dir, work)
    table = read_table(FileOptions(str(path), target="sales", task="regression"), work=work)
    return replace(
        table,
        name=NAME,
        title="Advertising",
        source="G. James, D. Witten, T. Hastie, R. Tibshirani, An Introduction to Statistical "
        "Learning (https://www.statlearning.com/resources-first-edition)",
        licence="Published with the book, without a licence of its own: downloaded on request, "
        "not passed on",
        description="Sales of a product in 200 markets, and the budgets for television (TV), radio "
        "and newspaper there, in thousands of dollars. Sales are in thousands of units.",
        notices=(),
        scaling="standard",
        scale_target=True,
    )


def _find(data_dir: Path | None, work: Work | None) -> Path:
    searched = folders.searched(data_dir)
    for folder in searched:
        if find(NAME, folder) is not None:
            return checked(NAME, folder, work) / FILE
    places = [place / FILE for folder in searched for place in (folder / NAME, folder)]
    others = [place for place in places if place.is_file()]
    if others:
        raise UserError(
            f"{quoted(others[0])} is not the published file: its size differs. Download it again, "
            "or open it as a file of your own."
        )
    raise UserError(
        f"Advertising does not come with the program. Download it with the button under the data "
        f"set or with --download, or choose a folder with {FILE}: with --data-dir, or in the "
        f"environment variable {VARIABLE}."
    )
