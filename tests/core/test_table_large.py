"""Large tables: a fair sample, little memory, progress, and giving up."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from core.data_config import FileOptions
from core.datasets.tables import read
from core.datasets.tables.read import read_table
from core.datasets.tables.sample import RowSample
from core.errors import UserError
from core.work import CancelledError, Progress, Work


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """15 MB: 200,000 rows of eight columns; column a is the number of the row."""
    path = tmp_path_factory.mktemp("tables") / "large.csv"
    numbers = np.random.default_rng(3).normal(size=(1000, 7))
    rest = [",".join(f"{value:.6f}" for value in row) for row in numbers]
    with path.open("w") as file:
        file.write("a,b,c,d,e,f,g,y\n")
        for number in range(200_000):
            file.write(f"{number},{rest[number % 1000]}\n")
    return path


class Watched(Work):
    """Keeps all reports, and may be cancelled at one of them."""

    def __init__(self, cancel_at: int = -1) -> None:
        super().__init__()
        self.reports: list[Progress] = []
        self.times: list[float] = []
        self.cancel_at = cancel_at

    def report(self, what: str, done: int, total: int) -> None:
        self.reports.append(Progress(what, done, total))
        self.times.append(time.perf_counter())
        if len(self.reports) == self.cancel_at:
            self.cancel()
        super().report(what, done, total)


def test_progress_in_bytes(large: Path) -> None:
    work = Watched()
    raw = read_table(FileOptions(str(large)), work=work)
    assert raw.x.shape == (200_000, 7)
    assert not raw.is_drawn
    np.testing.assert_array_equal(raw.x[:, 0], np.arange(200_000))
    reading = [each for each in work.reports if each.what == "Reading large.csv"]
    done = [each.done for each in reading]
    assert done == sorted(done)
    assert {each.total for each in reading} == {large.stat().st_size}
    assert done[-1] == large.stat().st_size
    assert len(set(done)) > 40
    assert np.median(np.diff(work.times)) < 0.05


@pytest.mark.parametrize("at", [1, 2, 57, 200])
def test_it_can_be_cancelled(large: Path, at: int) -> None:
    work = Watched(cancel_at=at)
    with pytest.raises(CancelledError):
        read_table(FileOptions(str(large)), work=work)
    assert len(work.reports) == at


def test_it_is_cancelled_soon(large: Path) -> None:
    work, ended = Work(), []

    def run() -> None:
        try:
            read_table(FileOptions(str(large)), work=work)
        except CancelledError:
            ended.append(time.perf_counter())

    thread = Thread(target=run)
    thread.start()
    while work.progress is None and thread.is_alive():
        thread.join(0.001)
    asked = time.perf_counter()
    work.cancel()
    thread.join(10)
    assert ended[0] - asked < 0.2


def test_a_sample_of_the_rows(large: Path) -> None:
    first = read_table(FileOptions(str(large)), samples=2000, seed=5)
    again = read_table(FileOptions(str(large)), samples=2000, seed=5)
    other = read_table(FileOptions(str(large)), samples=2000, seed=6)
    rows = first.x[:, 0]
    assert len(rows) == len(set(rows.tolist())) == 2000
    np.testing.assert_array_equal(rows, np.sort(rows))
    np.testing.assert_array_equal(first.x, again.x)
    assert not np.array_equal(first.x, other.x)
    # The mean of 2,000 of 200,000 has a standard error of 200,000 / sqrt(12 * 2000) = 1291.
    assert abs(rows.mean() - 99_999.5) < 5 * 1291
    assert any("2,000 of 200,000 rows" in notice for notice in first.notices)
    assert first.is_drawn
    with pytest.raises(UserError, match="at least 2"):
        read_table(FileOptions(str(large)), samples=1)


def test_memory_stays_under_the_stated_cap(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cap = 2 * 1024 * 1024
    monkeypatch.setattr(read, "TABLE_BYTES", cap)
    tracemalloc.start()
    raw = read_table(FileOptions(str(large)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raw.x.nbytes <= cap
    assert raw.x.nbytes > 0.8 * cap
    # Beside the table: one block of cells as strings (65,536 of some 60 bytes, and their lists).
    assert peak < 2.5 * cap + 24e6
    told = next(notice for notice in raw.notices if "rows are used, drawn at random" in notice)
    assert told.endswith(
        f"of 200,000 rows are used, drawn at random: more would take over {cap // 1024**2} MB."
    )


def test_long_cells_do_not_pile_up(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("text,x,y\n")
        for number in range(800):
            file.write(f'"{number}{"word " * 10_000}",{number}.5,{number / 7}\n')
    tracemalloc.start()
    raw = read_table(FileOptions(str(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert raw.feature_names == ("x",)
    assert peak < 0.6 * path.stat().st_size


def test_one_hot_columns_count_for_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "words.csv"
    path.write_text("k,y\n" + "".join(f"w{i % 40},{i / 7}\n" for i in range(10_000)))
    monkeypatch.setattr(read, "TABLE_BYTES", 320_000)
    raw = read_table(FileOptions(str(path)))
    assert raw.x.shape == (1000, 40)


def test_every_row_is_equally_likely() -> None:
    counts = np.zeros(60)
    for seed in range(2000):
        sample = RowSample(6, seed)
        kept = np.empty(0, int)
        for start in range(0, 60, 7):
            lines = list(range(start, min(start + 7, 60)))
            picked = sample.offer(lines)
            kept = np.append(kept, lines if picked is None else np.array(lines)[picked])
            stays = sample.shrink() if sample.is_crowded() else None
            kept = kept if stays is None else kept[stays]
        stays = sample.shrink()
        kept = kept if stays is None else kept[stays]
        np.testing.assert_array_equal(kept, sample.lines)
        assert len(kept) == 6
        counts[kept] += 1
    # 2,000 draws with probability 0.1: mean 200, standard deviation 13.4.
    assert np.abs(counts - 200).max() < 5 * 13.4


def test_five_thousand_columns(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    header = ",".join(f"c{i}" for i in range(5000))
    path.write_text(header + "\n" + "\n".join(",".join([f"{i}.5"] * 5000) for i in range(60)))
    raw = read_table(FileOptions(str(path)))
    assert raw.x.shape == (60, 4999)
