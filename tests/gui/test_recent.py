"""The list of recent files, and its menu."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from gui.recent import MOST, RecentMenu, added, shown, usable

PATHS = st.lists(st.sampled_from([f"/data/{name}.csv" for name in "abcdefghijkl"]), max_size=30)


@given(PATHS)
def test_the_latest_is_first_once_and_eight_are_kept(opened: list[str]) -> None:
    paths: tuple[str, ...] = ()
    for path in opened:
        paths = added(paths, path)
    latest = list(dict.fromkeys(reversed(opened)))[:MOST]
    assert list(paths) == latest
    assert usable(paths) == paths


def test_a_list_from_elsewhere_is_made_usable() -> None:
    assert usable(["/a", "", "/a", *map(str, range(20))]) == ("/a", *map(str, range(7)))


def test_names_alone_unless_two_are_alike() -> None:
    paths = ["/one/sales.csv", "/two/sales.csv", "/one/iris.csv"]
    assert [shown(path, paths) for path in paths] == [
        f"sales.csv ({Path('/one')})",
        f"sales.csv ({Path('/two')})",
        "iris.csv",
    ]
    long = shown("/data/" + "x" * 200 + ".csv", [])
    assert len(long) == 60
    assert long.endswith(".csv")


def test_images_of_the_usual_names_are_called_as_their_folder() -> None:
    one, two = "/a/fashion/train-images-idx3-ubyte.gz", "/b/fashion/t10k-labels.idx1-ubyte"
    assert shown(one, [one, "/a/mine-images-idx3-ubyte"]) == "fashion"
    assert shown(one, [one, two]) == f"fashion ({Path('/a/fashion')})"
    assert shown("/a/mine-images-idx3-ubyte", [one]) == "mine-images-idx3-ubyte"


def test_a_pasted_table_is_called_so() -> None:
    one, two = "/pasted/pasted-9edd7ce4d021.tsv", "/pasted/pasted-00dd7ce4d021.csv"
    assert shown(one, [one, "/a/b.csv"]) == "Pasted table"
    assert shown(one, [one, two]) == "Pasted table (pasted-9edd7ce4d021)"
    assert shown("/a/pasted-by-me.tsv", [one]) == "pasted-by-me.tsv"


@pytest.fixture
def menu(qtbot: QtBot, tmp_path: Path) -> Iterator[RecentMenu]:
    there, gone = tmp_path / "r&d.csv", tmp_path / "gone.csv"
    there.write_text("a,b\n1,2\n")
    made = RecentMenu(lambda: [str(gone), str(there)])
    qtbot.addWidget(made)
    yield made
    made.close()


def test_what_is_gone_is_grey(menu: RecentMenu, qtbot: QtBot) -> None:
    menu.aboutToShow.emit()
    gone, there = menu.actions()[:2]
    assert there.text() == "&2  r&&d.csv"
    qtbot.waitUntil(lambda: not gone.isEnabled())
    assert there.isEnabled()
    assert "not there any more" in gone.toolTip()


def test_a_file_is_chosen_by_its_path(menu: RecentMenu, qtbot: QtBot, tmp_path: Path) -> None:
    menu.aboutToShow.emit()
    with qtbot.waitSignal(menu.chosen) as caught:
        menu.actions()[1].trigger()
    assert caught.args == [str(tmp_path / "r&d.csv")]


def test_the_list_is_cleared(menu: RecentMenu, qtbot: QtBot) -> None:
    menu.aboutToShow.emit()
    chosen: list[str] = []
    menu.chosen.connect(chosen.append)
    with qtbot.waitSignal(menu.cleared):
        menu.actions()[-1].trigger()
    assert chosen == []


def test_an_empty_list_says_so(qtbot: QtBot) -> None:
    menu = RecentMenu(lambda: [])
    qtbot.addWidget(menu)
    menu.fill()
    (only,) = menu.actions()
    assert only.text() == "Nothing was opened yet"
    assert not only.isEnabled()
