"""The embedded tables, held against scikit-learn's own."""

from __future__ import annotations

import hashlib
import runpy
import shutil
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn import datasets as sklearn_datasets
from sklearn.linear_model import LogisticRegression

from core.datasets import catalog, embedded, scaling
from core.datasets.dataset import Dataset, Task
from core.datasets.prepare import prepared, shuffled
from core.errors import UserError

MANIFEST = tomllib.loads((embedded.FOLDER / "MANIFEST.toml").read_text(encoding="utf-8"))
NAMES = ["digits", "iris", "wine", "breast-cancer", "diabetes"]
TABLES = ["iris", "wine", "breast-cancer", "diabetes"]


def original(name: str) -> Any:
    if name == "diabetes":
        return sklearn_datasets.load_diabetes(scaled=False)
    return getattr(sklearn_datasets, f"load_{name.replace('-', '_')}")()


def in_original_units(name: str) -> tuple[Any, Any]:
    """All rows of train and test together, with the standardisation undone."""
    data = catalog.load(name)
    x = np.concatenate([data.train.x, data.test.x]).astype(np.float64)
    y = np.concatenate([data.train.y, data.test.y])
    if data.target_scale:
        y = (y * data.target_scale + data.target_offset)[:, 0]
    return x, y


def test_the_manifest_names_every_set() -> None:
    assert list(MANIFEST) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_arrays_are_scikit_learns(name: str) -> None:
    with np.load(embedded.FOLDER / f"{name}.npz", allow_pickle=False) as arrays:
        bunch = original(name)
        assert np.array_equal(arrays["x"], bunch.data)
        assert np.array_equal(arrays["y"], bunch.target)
        assert arrays["feature_names"].tolist() == [str(n) for n in bunch.feature_names]
        if name != "diabetes":
            assert arrays["class_names"].tolist() == [str(n) for n in bunch.target_names]


@pytest.mark.parametrize("name", NAMES)
def test_manifest_entry(name: str) -> None:
    entry = MANIFEST[name]
    data = (embedded.FOLDER / entry["file"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    assert tuple(entry["shape"]) == original(name).data.shape
    assert all(entry[key] for key in ("source", "licence", "citation"))
    assert len(data) < 100_000


def test_made_twice_the_files_are_the_same(tmp_path: Path) -> None:
    make = runpy.run_path(str(embedded.FOLDER / "make.py"))["main"]
    contents = []
    for folder in (tmp_path / "1", tmp_path / "2"):
        folder.mkdir()
        make(folder)
        contents.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert contents[0] == contents[1]
    assert list(contents[0]) == ["MANIFEST.toml", *sorted(f"{name}.npz" for name in NAMES)]


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_file_is_refused(name: str, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(embedded.FOLDER, tmp_path / "data"))
    path = folder / f"{name}.npz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(UserError, match="is damaged") as caught:
        load_from(name, folder)
    assert str(path) in str(caught.value)


def test_missing_files_are_named(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(embedded.FOLDER, tmp_path / "data"))
    (folder / "iris.npz").unlink()
    with pytest.raises(UserError, match=r"iris\.npz” cannot be read"):
        load_from("iris", folder)
    with pytest.raises(UserError, match=r"MANIFEST\.toml” cannot be read"):
        load_from("iris", tmp_path)


def load_from(name: str, folder: Path) -> Dataset:
    if name == "digits":
        return prepared(embedded.digits(folder))
    if name == "diabetes":
        return prepared(embedded.diabetes(folder))
    return prepared(embedded.classes(name, name, "", folder))


def test_digits_are_sixteenths_in_their_own_order() -> None:
    data, bunch = catalog.load("digits"), original("digits")
    assert (len(data.train), len(data.test)) == (1297, 500)
    assert data.image_shape == (8, 8)
    x = np.concatenate([data.train.x, data.test.x])
    assert np.array_equal(x, bunch.data / 16)
    assert np.array_equal(np.concatenate([data.train.y, data.test.y]), bunch.target)


def test_logistic_regression_on_the_digits_reaches_its_known_accuracy() -> None:
    data = catalog.load("digits")
    model = LogisticRegression(C=1, max_iter=1000).fit(data.train.x, data.train.y)
    assert model.score(data.test.x, data.test.y) == pytest.approx(0.918, abs=1e-9)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_in_exactly_one_part(name: str) -> None:
    data, bunch = catalog.load(name), original(name)
    x, y = in_original_units(name)
    # Standardising keeps the order within a column: the ranks identify the rows.
    scale, offset = bunch.data.std(axis=0), bunch.data.mean(axis=0)
    both = [np.column_stack([(bunch.data - offset) / scale, bunch.target])]
    both.append(np.column_stack([(x - x.mean(axis=0)) / x.std(axis=0), y]))
    ours, theirs = (rows[np.lexsort(rows.round(3).T)] for rows in both)
    assert len(data.train) + len(data.test) == len(bunch.data)
    assert np.allclose(ours, theirs, atol=2e-4)


@pytest.mark.parametrize("name", TABLES)
def test_a_fifth_is_for_testing(name: str) -> None:
    data = catalog.load(name)
    total = len(data.train) + len(data.test)
    assert len(data.test) == pytest.approx(0.2 * total, abs=1)


@pytest.mark.parametrize("name", ["iris", "wine", "breast-cancer"])
def test_a_fifth_of_every_class_is_for_testing(name: str) -> None:
    data = catalog.load(name)
    tests = np.bincount(data.test.y)
    total = tests + np.bincount(data.train.y)
    assert tests.tolist() == [round(0.2 * n) for n in total]


@pytest.mark.parametrize("name", TABLES)
def test_standardised_by_the_training_part_alone(name: str) -> None:
    data = catalog.load(name)
    assert np.allclose(data.train.x.mean(axis=0), 0, atol=1e-6)
    assert np.allclose(data.train.x.std(axis=0), 1, atol=1e-5)
    assert np.abs(data.test.x.mean(axis=0)).max() > 1e-3
    assert data.scaling is not None
    assert np.allclose(data.scaling.back(data.train.x).mean(axis=0), data.scaling.offset, rtol=1e-6)


def test_the_targets_of_diabetes_lead_back_to_their_own_units() -> None:
    data = catalog.load("diabetes")
    assert data.task is Task.REGRESSION
    assert (data.inputs, data.outputs) == (10, 1)
    assert data.train.y.mean() == pytest.approx(0, abs=1e-6)
    assert data.train.y.std() == pytest.approx(1, abs=1e-5)
    _, y = in_original_units("diabetes")
    assert np.allclose(np.sort(y), np.sort(original("diabetes").target), atol=1e-4)


def test_the_parts_never_change() -> None:
    """Pins the split: another numpy, another machine, the same rows."""
    assert shuffled(12).tolist() == [11, 3, 2, 1, 8, 6, 0, 7, 4, 10, 5, 9]
    assert sorted(shuffled(1000)) == list(range(1000))


def test_a_constant_column_is_only_centred() -> None:
    table = np.array([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]])
    standardise = scaling.fit("standard", table)
    assert standardise.constant == (0,)
    assert standardise(table)[:, 0].tolist() == [0, 0, 0]
    assert standardise(np.array([[5.1, 2.0]])).tolist() == [[5, 0]]
