"""The published files, where they are kept, and how they are checked."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from core.datasets import mnist
from core.datasets.downloads.cache import cache_folder, cached, checked, find, verified
from core.datasets.downloads.download import download
from core.datasets.downloads.lines import download_with_lines
from core.datasets.downloads.registry import REMOTE_SETS, remote_set
from core.errors import UserError
from core.work import CancelledError, Work
from tests.core.download_server import serving


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def published(data_dir: Path, name: str) -> Path:
    """Return where the published files lie on this machine."""
    return data_dir if name == "advertising" else data_dir / name


@pytest.mark.parametrize("name", REMOTE_SETS)
def test_the_record_is_that_of_the_published_files(data_dir: Path, name: str) -> None:
    for file in REMOTE_SETS[name].files:
        path = published(data_dir, name) / file.name
        assert path.stat().st_size == file.size
        assert verified(path, file.sha256)


def test_all_mirrors_are_asked_in_private() -> None:
    mirrors = [mirror for remote in REMOTE_SETS.values() for mirror in remote.mirrors]
    assert mirrors
    assert all(mirror.startswith("https://") and mirror.endswith("/") for mirror in mirrors)


@pytest.mark.parametrize("name", REMOTE_SETS)
def test_the_published_files_are_downloaded(data_dir: Path, tmp_path: Path, name: str) -> None:
    files = {
        file.name: (published(data_dir, name) / file.name).read_bytes()
        for file in REMOTE_SETS[name].files
    }
    with serving(files) as server:
        place = download(name, tmp_path, Work(), [server.mirror("404"), server.mirror("good")])
    assert place == tmp_path / name == find(name, tmp_path) == checked(name, tmp_path)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == files


@pytest.mark.parametrize("family", mnist.FAMILIES, ids=lambda family: family.name)
def test_what_is_downloaded_is_found_where_the_data_set_looks(
    data_dir: Path, tmp_path: Path, family: mnist.Family
) -> None:
    shutil.copytree(data_dir / family.name, tmp_path / family.name)
    assert checked(family.name, tmp_path) == tmp_path / family.name
    assert len(mnist.load(family, tmp_path).y) == 70_000


def test_a_folder_with_the_files_themselves_is_found(data_dir: Path) -> None:
    assert find("advertising", data_dir) == data_dir
    assert find("mnist", data_dir / "mnist") == data_dir / "mnist"
    assert not cached("mnist", data_dir / "fashion-mnist"), "the same names, but other sizes"


def test_a_missing_and_a_damaged_file_are_told_apart(data_dir: Path, tmp_path: Path) -> None:
    assert not cached("advertising", tmp_path)
    with pytest.raises(UserError, match=r"does not hold Advertising\.csv"):
        checked("advertising", tmp_path)
    data = bytearray((data_dir / "Advertising.csv").read_bytes())
    data[1000] ^= 1
    (tmp_path / "Advertising.csv").write_bytes(data)
    assert cached("advertising", tmp_path), "by name and size"
    with pytest.raises(UserError, match=r"Advertising\.csv” is damaged.*Download .* again"):
        checked("advertising", tmp_path)


def test_checking_can_be_watched_and_cancelled(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    work = Work()
    assert verified(tmp_path / "file", abc, work)
    assert not verified(tmp_path / "file", "0" * 64, work)
    assert not verified(tmp_path / "missing", abc, work)
    assert work.progress is not None
    assert work.progress.what == "Checking file"
    work.cancel()
    with pytest.raises(CancelledError):
        verified(tmp_path / "file", abc, work)


def test_the_folder_is_the_chosen_one_else_the_named_one_else_the_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHALKGRAD_DATA", raising=False)
    users = Path(platformdirs.user_cache_dir("chalkgrad", appauthor=False))
    assert cache_folder().parent == users
    monkeypatch.setenv("CHALKGRAD_DATA", str(tmp_path))
    assert cache_folder() == tmp_path
    assert cache_folder(Path("~/there")) == Path.home() / "there"


def test_a_name_that_is_not_known_is_answered_with_those_that_are() -> None:
    with pytest.raises(
        UserError, match=r"“iris” to download\. There are: mnist, fashion-mnist, adv"
    ):
        remote_set("iris")


def test_the_command_line_reads_a_few_lines(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(data_dir / "Advertising.csv", tmp_path)
    monkeypatch.setenv("CHALKGRAD_DATA", str(tmp_path))
    stream = io.StringIO()
    assert download_with_lines("advertising", stream=stream) == tmp_path
    assert stream.getvalue() == "Checking Advertising.csv: 4.6 of 4.6 KB\n"


def test_the_program_starts_without_the_libraries_for_downloads() -> None:
    code = "import sys, core.datasets.downloads; print({'pooch', 'requests'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"
