from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import UserError
from core.shield import shielded


def raiser(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (UserError("The file is damaged.\nChoose another."), 2, "damaged. Choose another."),
        (UserError("x" * 1_000_000), 2, "xxx ..."),
        (KeyboardInterrupt(), 130, "interrupted"),
        (ModuleNotFoundError("No module named 'numpy'", name="numpy"), 1, "package numpy"),
        (ImportError("libEGL.so.1: cannot open shared object file"), 1, "libEGL.so.1"),
        (MemoryError(), 1, "not enough memory"),
    ],
)
def test_an_error_is_one_line_and_a_status(
    error: BaseException, status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shielded(lambda: raiser(error)) == status
    printed = capsys.readouterr()
    (line,) = printed.err.splitlines()
    assert line.startswith("chalkgrad: ")
    assert words in line
    assert len(line) < 3000
    assert printed.out == ""


def test_a_bug_is_one_line_too_and_its_details_are_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert shielded(lambda: raiser(KeyError("W_1"))) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "KeyError('W_1')" in line
    found = re.search(r"report of this error: (\S+)$", line)
    assert found is not None
    assert "Traceback" in Path(found[1]).read_text(encoding="utf-8")


def test_without_an_error_the_status_goes_through() -> None:
    assert shielded(lambda: 3) == 3
