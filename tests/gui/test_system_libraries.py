from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gui import system_libraries

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the wheels for macOS and Windows bring all along"
)
NEEDS_NONSENSE = {"libc.so.6": "libc6", "libno-such.so.9": "libno1", "libno-twin.so.9": "libno1"}


def test_nothing_is_missing_where_qt_runs() -> None:
    assert system_libraries.missing_packages(window=False) == ()


def test_a_library_that_does_not_load_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "QT_LIBRARIES", NEEDS_NONSENSE)
    assert system_libraries.missing_packages(window=False) == ("libno1",)
    monkeypatch.setattr(system_libraries, "WINDOW_LIBRARIES", {"libno-window.so.9": "libno2"})
    assert system_libraries.missing_packages(window=True) == ("libno1", "libno2")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_need_nothing(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(system_libraries, "QT_LIBRARIES", NEEDS_NONSENSE)
    monkeypatch.setattr(sys, "platform", platform)
    assert system_libraries.missing_packages(window=True) == ()


@pytest.mark.parametrize(
    ("user", "start"), [(0, "apt-get install"), (1000, "sudo apt-get install")]
)
def test_install_command(monkeypatch: pytest.MonkeyPatch, user: int, start: str) -> None:
    monkeypatch.setattr("os.geteuid", lambda: user)
    command = system_libraries.install_command(["libgl1", "libegl1"])
    assert command.startswith(start)
    assert command.endswith(" libgl1 libegl1")


def test_without_apt_the_list_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_libraries, "QT_LIBRARIES", NEEDS_NONSENSE)
    monkeypatch.setattr("shutil.which", lambda name: None)
    assert system_libraries.main([]) == 0
    assert "libno1" in capsys.readouterr().err


def test_without_root_and_sudo_the_command_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_libraries, "QT_LIBRARIES", NEEDS_NONSENSE)
    monkeypatch.setattr("shutil.which", lambda name: "/usr/bin/apt-get" if name != "sudo" else None)
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert system_libraries.main([]) == 1
    assert "apt-get install -y --no-install-recommends libno1" in capsys.readouterr().err


def test_it_needs_no_installed_package() -> None:
    """It runs before anything is installed, so with the standard library alone (-S)."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-S", "-m", "gui.system_libraries"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
