"""Cutting and scaling: what the configuration says of the data is what comes out."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from core.data_config import DataConfig, FileOptions
from core.datasets import catalog, scaling
from core.datasets.dataset import Dataset, Task
from core.datasets.library import Library
from core.datasets.prepare import prepared, shuffled, stratified_split
from core.datasets.raw import RawData
from core.errors import UserError
from core.work import CancelledError, Work


def table(n: int = 50, classes: int = 3, **changes: object) -> RawData:
    generator = np.random.default_rng(3)
    x = generator.normal(size=(n, 4)) * [1, 10, 0.1, 0] + [0, 5, -3, 7]
    raw = RawData(
        name="table",
        title="A table",
        task=Task.CLASSIFICATION,
        x=x,
        y=np.arange(n) % classes,
        feature_names=("a", "b", "c", "constant"),
        class_names=tuple("xyz"[:classes]),
        target_names=(),
        image_shape=None,
        source="made up",
        licence="none",
        description="",
    )
    return replace(raw, **changes)  # type: ignore[arg-type]


def numbers(n: int = 50) -> RawData:
    y = np.arange(n, dtype=np.float64)[:, np.newaxis] * 3 + 100
    return table(
        n, task=Task.REGRESSION, y=y, class_names=(), target_names=("t",), scale_target=True
    )


def rows(data: Dataset) -> list[float]:
    """What tells the samples apart: column b in its own units."""
    parts = (data.train,) if data.test is data.train else (data.train, data.test)
    return sorted(float(v) for part in parts for v in data.own_units(part.x)[:, 1])


@given(
    n=st.integers(8, 200),
    share=st.floats(0.05, 0.9),
    stratified=st.booleans(),
    seed=st.integers(0, 2**40),
)
def test_every_sample_is_in_exactly_one_part(
    n: int, share: float, stratified: bool, seed: int
) -> None:
    raw = table(n)
    data = prepared(raw, DataConfig(test_share=share, stratified=stratified, seed=seed))
    assert rows(data) == pytest.approx(sorted(raw.x[:, 1]), rel=1e-5, abs=1e-5)
    assert len(data.train) >= 1
    assert len(data.test) >= 1


def test_stratified_parts_have_the_same_share_of_every_class() -> None:
    raw = table(90, y=np.repeat([0, 1, 2], [60, 20, 10]))
    data = prepared(raw, DataConfig(test_share=0.3))
    assert np.bincount(data.test.y).tolist() == [18, 6, 3]
    loose = prepared(raw, DataConfig(test_share=0.3, stratified=False))
    assert len(loose.test) == 27
    assert np.bincount(loose.test.y, minlength=3).tolist() != [18, 6, 3]


def test_the_seed_decides_the_parts() -> None:
    parts = [prepared(table(), DataConfig(seed=seed)).test.y.tobytes() for seed in (1, 1, 2)]
    assert parts[0] == parts[1] != parts[2]


def test_a_published_test_part_is_kept_until_a_share_is_chosen() -> None:
    raw = table(published_test=7)
    kept = prepared(raw)
    assert np.array_equal(kept.test.y, raw.y[-7:])
    assert kept.test_is_published
    assert not prepared(raw, DataConfig(test_share=0.5)).test_is_published
    assert not prepared(table()).test_is_published
    assert len(prepared(raw, DataConfig(test_share=0.5, stratified=False)).test) == 25


def test_without_a_test_part_the_training_part_tests_and_it_is_said() -> None:
    data = prepared(table(), DataConfig(test_share=0))
    assert len(data.train) == len(data.test) == 50
    assert any("no test part" in notice for notice in data.notices)


@pytest.mark.parametrize(
    ("kind", "reference"), [("standard", StandardScaler()), ("min-max", MinMaxScaler())]
)
def test_scaling_is_scikit_learns_from_the_training_part_alone(
    kind: str, reference: StandardScaler | MinMaxScaler
) -> None:
    raw = table(published_test=10)
    data = prepared(raw, DataConfig(scaling=kind))
    reference.fit(raw.x[:40])
    assert np.allclose(data.train.x, reference.transform(raw.x[:40]), atol=1e-6)
    assert np.allclose(data.test.x, reference.transform(raw.x[40:]), atol=1e-6)
    assert np.allclose(data.own_units(data.test.x), raw.x[40:], rtol=1e-5, atol=1e-5)


def test_off_leaves_the_numbers_alone() -> None:
    raw = table(published_test=10)
    data = prepared(raw, DataConfig(scaling="off"))
    assert np.array_equal(data.train.x, raw.x[:40].astype(np.float32))


@pytest.mark.parametrize(("kind", "word"), [("off", "second bias"), ("standard", "bias b")])
def test_a_constant_column_says_what_becomes_of_it(kind: str, word: str) -> None:
    data = prepared(table(), DataConfig(scaling=kind))
    (notice,) = data.notices
    assert notice.startswith("“constant” ")
    assert word in notice
    value = 7 if kind == "off" else 0
    assert (data.train.x[:, 3] == value).all()
    assert data.scaling is not None
    assert data.scaling.constant == (3,)


def test_targets_lead_back_to_their_own_units() -> None:
    data = prepared(numbers(), DataConfig(test_share=0.2))
    back = data.train.y * np.float32(data.target_scale[0]) + np.float32(data.target_offset[0])
    assert data.train.y.std() == pytest.approx(1, abs=1e-5)
    assert set(np.round(back[:, 0]).astype(int)) < set(range(100, 251, 3))
    raw = prepared(numbers(), DataConfig(test_share=0.2, scale_target=False))
    assert raw.target_scale == ()
    assert raw.train.y.min() >= 100


@pytest.mark.parametrize("kind", ["off", "standard", "min-max"])
def test_pixels_in_bytes_mean_0_to_1(kind: str) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9000, 4), np.uint8)
    raw = table(9000, x=pixels, published_test=1000)
    as_floats = replace(raw, x=pixels / 255)
    one, other = (prepared(item, DataConfig(scaling=kind)) for item in (raw, as_floats))
    assert np.allclose(one.train.x, other.train.x, rtol=1e-6, atol=1e-6)
    if kind == "off":
        assert 0 <= one.train.x.min() < one.train.x.max() <= 1


def test_large_tables_are_measured_in_pieces_alike() -> None:
    values = np.random.default_rng(1).normal(5, 3, (3 * scaling.ROWS_AT_ONCE + 17, 3))
    fitted = scaling.fit("standard", values)
    assert np.allclose(fitted.offset, values.mean(axis=0), rtol=1e-12)
    assert np.allclose(fitted.scale, values.std(axis=0), rtol=1e-12)
    assert np.allclose(
        fitted(values), (values - values.mean(axis=0)) / values.std(axis=0), atol=1e-6
    )


@pytest.mark.parametrize(
    ("config", "word"),
    [
        (DataConfig(test_share=0.95), "test part"),
        (DataConfig(test_share=-0.1), "test part"),
        (DataConfig(test_share=float("nan")), "test part"),
        (DataConfig(scaling="robust"), "robust"),
        (DataConfig(seed=-1), "seed"),
    ],
)
def test_what_is_not_possible_is_refused(config: DataConfig, word: str) -> None:
    with pytest.raises(UserError, match=word):
        prepared(table(), config)


def test_numbers_too_large_for_training_are_refused_with_their_column() -> None:
    x = table().x.copy()
    x[3, 1] = 1e300
    with pytest.raises(UserError, match=r"^“b” has numbers beyond 3\.4e38"):
        prepared(table(x=x), DataConfig(scaling="off"))
    huge = numbers()
    huge = replace(huge, y=huge.y * 1e300)
    with pytest.raises(UserError, match=r"^“t” has numbers beyond"):
        prepared(huge, DataConfig(scale_target=False))
    assert np.isfinite(prepared(huge).train.y).all()


def test_a_single_sample_is_refused() -> None:
    with pytest.raises(UserError, match="At least 2"):
        prepared(table(1, classes=1))


def test_a_tiny_class_stays_in_the_training_part() -> None:
    data = prepared(table(21, y=np.array([0] * 20 + [1]), class_names=("x", "y")))
    assert 1 in data.train.y
    assert 1 not in data.test.y


def test_shuffled_numbers_never_change() -> None:
    assert shuffled(6, 1).tolist() == np.argsort(np.random.PCG64(1).random_raw(6)).tolist()

    # Many are sorted heap by heap, which must come to the same.
    for n in (65_535, 65_536, 300_001):
        expected = np.argsort(np.random.PCG64(7).random_raw(n), kind="stable")
        np.testing.assert_array_equal(shuffled(n, 7), expected)


def test_the_test_part_takes_the_first_of_every_class_in_that_order() -> None:
    labels = np.random.default_rng(0).integers(0, 5, 997) * 3
    train, test = stratified_split(labels, 0.3, 4)
    order = shuffled(997, 4)
    chosen: set[int] = set()
    for label in np.unique(labels):
        members = order[labels[order] == label]
        chosen |= set(members[: round(0.3 * len(members))].tolist())
    assert test.tolist() == [row for row in order.tolist() if row in chosen]
    assert train.tolist() == [row for row in order.tolist() if row not in chosen]


def test_cutting_and_scaling_can_be_given_up() -> None:
    class Impatient(Work):
        def report(self, what: str, done: int, total: int) -> None:
            seen.append(what)
            if len(seen) > at:
                self.cancel()
            super().report(what, done, total)

    for at in (0, 3, 12, 40):
        seen: list[str] = []
        with pytest.raises(CancelledError):
            prepared(table(300_000), work=Impatient())
        assert len(seen) == at + 1
    seen = []
    at = 1_000_000
    data = prepared(table(300_000), work=Impatient())
    assert {"Splitting", "Scaling"} == set(seen)
    assert len(data.train) == 240_000


# The data set in use is kept.


def test_only_what_has_changed_is_done_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reads = []

    def read(name: str, *rest: object) -> RawData:
        reads.append(name)
        return table()

    monkeypatch.setattr(catalog, "read", read)
    shelf = Library()
    first = shelf.load("table", DataConfig(), None)
    assert shelf.load("table", DataConfig(), None) is first
    scaled = shelf.load("table", DataConfig(scaling="min-max"), None)
    assert scaled is not first
    assert reads == ["table"]
    shelf.load("table", DataConfig(noise=0.2), None)
    shelf.load("other", DataConfig(noise=0.2), None)
    shelf.load("other", DataConfig(noise=0.2), tmp_path)
    assert reads == ["table", "table", "other", "other"]


@pytest.mark.parametrize(("is_drawn", "reads"), [(False, [0]), (True, [0, 1])])
def test_another_seed_reads_again_only_what_was_drawn_by_it(
    monkeypatch: pytest.MonkeyPatch, is_drawn: bool, reads: list[int]
) -> None:
    seeds = []

    def read(_name: str, config: DataConfig, *_rest: object) -> RawData:
        seeds.append(config.seed)
        return replace(table(), is_drawn=is_drawn)

    monkeypatch.setattr(catalog, "read", read)
    shelf = Library()
    first = shelf.load("table", DataConfig(), None)
    other = shelf.load("table", DataConfig(seed=1), None)
    again = shelf.load("table", DataConfig(), None)
    assert seeds == reads
    assert not np.array_equal(first.train.x, other.train.x)
    assert np.array_equal(first.train.x, again.train.x)


def test_a_file_that_was_written_again_is_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reads = []

    def read(*request: object) -> RawData:
        reads.append(request)
        return table()

    monkeypatch.setattr(catalog, "read", read)
    path = tmp_path / "a.csv"
    config = DataConfig(file=FileOptions(str(path)))
    shelf = Library()
    for text in ("1", "12"):
        path.write_text(text)
        shelf.load(catalog.FILE, config, None)
        shelf.load(catalog.FILE, config, None)
    assert len(reads) == 2


def test_what_a_file_held_outlives_it(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("x,y\n" + "".join(f"{k},{k * k % 7}\n" for k in range(40)))
    config = DataConfig(file=FileOptions(str(path)))
    shelf = Library()
    first = shelf.load(catalog.FILE, config, None)
    path.unlink()
    assert shelf.load(catalog.FILE, config, None) is first
    scaled = shelf.load(catalog.FILE, replace(config, scaling="off"), None)
    np.testing.assert_array_equal(scaled.train.x[:, 0] % 1, 0)
    with pytest.raises(UserError, match=r"no file .*a\.csv"):
        Library().load(catalog.FILE, config, None)
    shelf.load("circles", DataConfig(), None)
    assert shelf.load(catalog.FILE, config, None).title == first.title  # of the run before, say
    shelf.load("circles", DataConfig(), None)
    shelf.load("moons", DataConfig(), None)
    with pytest.raises(UserError, match=r"no file .*a\.csv"):  # two are kept, no more
        shelf.load(catalog.FILE, config, None)


def test_a_folder_into_which_a_file_was_put_is_read_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reads = []

    def read(*request: object) -> RawData:
        reads.append(request)
        return table()

    monkeypatch.setattr(catalog, "read", read)
    (tmp_path / "cats").mkdir()
    config = DataConfig(file=FileOptions(str(tmp_path)))
    shelf = Library()
    shelf.load(catalog.FILE, config, None)
    shelf.load(catalog.FILE, config, None)
    os.utime(tmp_path / "cats", ns=(1, 1))
    shelf.load(catalog.FILE, config, None)
    assert len(reads) == 2


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            [7.0, 7.0],
            "“a”, “b” never change: scaled they are 0 everywhere, so their weights do",
        ),
        ([7.0, None], "“a” never changes: scaled it is 0 everywhere, so its weight does"),
    ],
)
def test_constant_columns_in_words(columns: list[float | None], words: str) -> None:
    x = np.random.default_rng(5).normal(size=(30, 4))
    for at, value in enumerate(columns):
        if value is not None:
            x[:, at] = value
    raw = table(30, x=x, feature_names=("a", "b", "c", "d"))
    assert any(words in notice for notice in prepared(raw).notices)


def test_a_class_without_a_sample_in_the_test_part_is_named() -> None:
    y = np.array([0] * 20 + [1] * 19 + [2], np.int64)
    raw = table(40, y=y, task=Task.CLASSIFICATION, class_names=("x", "z", "rare"), target_names=())
    told = [notice for notice in prepared(raw).notices if "test part" in notice]
    assert told == ["The test part has no sample of “rare”, and says nothing about it."]
    without = prepared(raw, DataConfig(test_share=0)).notices
    assert not any("no sample of" in notice for notice in without)
