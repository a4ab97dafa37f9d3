from __future__ import annotations

import re

import numpy as np
import pytest

from core.data_config import DataConfig
from core.datasets import catalog
from core.datasets.made import MADE, MadeSet
from core.errors import UserError

EMBEDDED = ("digits", "iris", "wine", "breast-cancer", "diabetes")


def test_names_begin_with_the_default() -> None:
    made = tuple(kind.name for kind in MADE)
    assert catalog.names() == (*EMBEDDED, "mnist", "fashion-mnist", "advertising", *made)


def test_entries_say_what_needs_a_folder() -> None:
    assert tuple(e.name for e in catalog.entries() if e.needs_folder) == (
        "mnist",
        "fashion-mnist",
        "advertising",
    )
    assert tuple(e.name for e in catalog.entries() if e.kind is catalog.Kind.EMBEDDED) == EMBEDDED


@pytest.mark.parametrize("name", EMBEDDED)
def test_an_entry_agrees_with_what_is_loaded(name: str) -> None:
    entry = next(entry for entry in catalog.entries() if entry.name == name)
    data = catalog.load(name)
    assert (entry.name, entry.title, entry.task) == (data.name, data.title, data.task)
    assert f"{len(data.train) + len(data.test):,} " in entry.summary
    assert data.source
    assert data.licence
    assert data.description
    assert data.notices == ()
    assert np.isfinite(data.train.x).all()
    assert np.isfinite(data.test.x).all()


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [("digit", "digits"), ("MNIST", "mnist"), ("breast_cancer", "breast-cancer")],
)
def test_unknown_names_get_a_suggestion_and_the_list(wrong: str, meant: str) -> None:
    with pytest.raises(UserError, match=f"Did you mean “{meant}”") as caught:
        catalog.load(wrong)
    assert all(name in str(caught.value) for name in catalog.names())


def test_a_name_unlike_any_other_gets_the_list() -> None:
    with pytest.raises(UserError, match="There are: digits, iris") as caught:
        catalog.load("zzz")
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize("kind", MADE, ids=lambda kind: kind.name)
def test_what_is_made_here_needs_no_file(kind: MadeSet) -> None:
    data = catalog.load(kind.name)
    assert (data.name, data.title, data.task) == (kind.name, kind.title, kind.task)
    assert np.isfinite(data.train.x).all()
    assert len(data.train) > len(data.test) > 0
    noisy = catalog.load(kind.name, DataConfig(noise=2 * kind.noise.default, samples=100))
    assert len(noisy.train) < len(data.train)


def test_nothing_can_be_opened_before_it_is_named() -> None:
    with pytest.raises(UserError, match="No file was named"):
        catalog.load(catalog.FILE)


def test_large_numbers_are_written_with_their_thousands_set_apart() -> None:
    told = [text for entry in catalog.entries() for text in (entry.title, entry.summary)]
    for name in catalog.names():
        if not catalog.entry(name).needs_folder:  # type: ignore[union-attr]
            data = catalog.load(name)
            told += [data.title, data.description, *data.notices]
    assert [text for text in told if re.search(r"(?<![\d.])\d{4,}", text)] == []
