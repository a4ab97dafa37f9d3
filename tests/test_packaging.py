"""The lock files hold what pyproject.toml asks for, and nothing that ties them to one machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN, DEV = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
RUN_WANTED = PYPROJECT["project"]["dependencies"]
GROUPS = PYPROJECT["dependency-groups"]


def entries(lock: Path) -> list[str]:
    """Return a lock file's entries: `name==version ; marker --hash=... --hash=...`."""
    lines = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
    return "\n".join(lines).replace("\\\n", "").splitlines()


def pins(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        name, version = re.split("==| ", entry)[:2]
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [(RUN, RUN_WANTED), (DEV, RUN_WANTED + GROUPS["test"] + GROUPS["lint"])],
    ids=["run", "dev"],
)
def test_lock_file_satisfies_pyproject(lock: Path, wanted: list[str]) -> None:
    pinned = pins(lock)
    for line in wanted:
        requirement = Requirement(line)
        versions = pinned.get(canonicalize_name(requirement.name), set())
        assert versions, f"{lock.name} lacks {line}: run make lock"
        assert all(version in requirement.specifier for version in versions), line


@pytest.mark.parametrize("lock", [RUN, DEV], ids=["run", "dev"])
def test_every_entry_is_held_to_hashes_and_names_no_host(lock: Path) -> None:
    assert all(re.search(r" --hash=sha256:[0-9a-f]{64}", entry) for entry in entries(lock))
    text = lock.read_text()
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_tests_run_with_the_versions_that_users_run() -> None:
    dev = pins(DEV)
    assert {name: dev.get(name) for name in pins(RUN)} == pins(RUN)


def test_pytorch_stays_out_of_the_lock_files() -> None:
    assert not {"torch", "jax"} & (pins(RUN).keys() | pins(DEV).keys())
