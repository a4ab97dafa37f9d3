"""Bad data, through the doors that people use: a sentence, or a run whose numbers are finite."""

from __future__ import annotations

import gc
import gzip
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.checks import require_valid
from core.command_line import parse
from core.config import HiddenLayer, RunConfig, fitted
from core.data_config import MISSING, SCALINGS, DataConfig, FileOptions
from core.datasets import catalog
from core.datasets.dataset import Dataset, Task
from core.datasets.library import Library
from core.errors import UserError
from core.headless import run as run_headless
from core.shield import shielded
from core.training import Diverged, Epoch, Learner, Step, Trained, train
from tests.core.data_cases import classification, regression
from tests.core.faulty_files import CSV, FAULTY, IMAGES, LABELS, Faulty, idx

ROOT = Path(__file__).resolve().parents[2]
Capture = pytest.CaptureFixture[str]


def names(fault: Faulty) -> str:
    return fault.name


def opened(path: Path, **options: Any) -> Dataset:
    return catalog.load("file", DataConfig(file=FileOptions(str(path), **options)))


def trained(data: Dataset, **changes: Any) -> Epoch | Diverged:
    """Train for an epoch on any data, as the program would; return how it ended."""
    config = replace(RunConfig("file", (HiddenLayer(4),), output="", loss="", epochs=1), **changes)
    config = fitted(config, data.task)
    require_valid(config, data)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        learner = Learner(config, data)
        *_, last = train(learner, 1)
    assert isinstance(last, Epoch | Diverged)
    assert np.isfinite(learner.parameters.flat).all()
    return last


def headless(tmp_path: Path, *arguments: str) -> int:
    """Do what `python main.py --headless` does, but for the picture; return its exit status."""

    def run() -> int:
        options = parse(["--headless", "--epochs", "1", *arguments])
        assert options.config is not None
        return run_headless(options.config, options.data_dir, tmp_path / "out")

    return shielded(run)


# What is refused.


@pytest.mark.parametrize("fault", FAULTY, ids=names)
def test_refused_with_file_place_and_remedy(fault: Faulty, tmp_path: Path) -> None:
    path = fault.write(tmp_path)
    with pytest.raises(UserError) as caught:
        opened(path)
    message = str(caught.value)
    assert fault.says in message
    assert str(tmp_path) in message
    assert message.endswith((".", "?"))
    assert "\n" not in message


@pytest.mark.parametrize("fault", FAULTY, ids=names)
def test_the_command_line_says_one_sentence_and_writes_nothing(
    fault: Faulty, tmp_path: Path, capsys: Capture
) -> None:
    path = fault.write(tmp_path)
    assert headless(tmp_path, "--dataset", str(path)) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert line.startswith("chalkgrad: ")
    assert fault.says in line
    assert not (tmp_path / "out").exists()


def test_a_process_of_its_own_ends_with_status_2(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(CSV.replace("10.5,", "10.5,1,"))
    command = [sys.executable, "main.py", "--headless", "--dataset", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "line 12" in done.stderr


def test_a_larger_table_than_anybody_has_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.write(b"a,b,y\n1,2,3\n")
        file.truncate(8 << 30)  # a hole: it takes no room
    with pytest.raises(UserError, match="line 3: a NUL byte"):
        opened(path)


def test_loading_leaves_python_as_it_was(tmp_path: Path) -> None:
    before = sys.getswitchinterval(), gc.isenabled()
    library = Library()
    library.load("iris", DataConfig(), None)
    bad = DataConfig(file=FileOptions(str(FAULTY[0].write(tmp_path))))
    with pytest.raises(UserError):
        library.load("file", bad, None)
    assert (sys.getswitchinterval(), gc.isenabled()) == before


# What goes on, and says so.


def _idx_files(images: bytes, labels: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "a-labels-idx1-ubyte.gz").write_bytes(labels)
        path = folder / "a-images-idx3-ubyte.gz"
        path.write_bytes(images)
        return path

    return write


def _table(content: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "table.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


STRANGE = idx((20,), bytes(3 if n % 2 else 17 for n in range(20)))
TEXT = CSV.replace("cat", "Kätzchen").replace("dog", "Hündchen")
# What is written, and a part of the notice about it; nothing: there is nothing to say.
ACCEPTED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "labels over 9": (_idx_files(gzip.compress(IMAGES), gzip.compress(STRANGE)), "17"),
    "not gzipped": (_idx_files(IMAGES, gzip.compress(LABELS)), "The test part has no sample"),
    "a byte-order mark": (_table(CSV.encode("utf-8-sig")), ""),
    "quoted newlines": (_table(CSV.replace("cat", '"c\nat"')), ""),
    "CR endings": (_table(CSV.replace("\n", "\r")), ""),
    "another encoding": (_table(TEXT.encode("cp1252")), "Windows-1252"),
    "semicolons and decimal commas": (_table(CSV.replace(",", ";").replace(".", ",")), ""),
    "duplicate headers": (_table(CSV.replace("a,b,y", "a,a,y")), "a"),
    "no header": (_table(CSV.removeprefix("a,b,y\n")), "no names"),
    "a constant column": (_table(CSV.replace(".5,", ".5,7,").replace("a,", "a,c,")), "“c” never"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_and_trained_on(name: str, tmp_path: Path, capsys: Capture) -> None:
    write, notice = ACCEPTED[name]
    path = write(tmp_path)
    data = opened(path)
    assert data.outputs == (10 if name == "not gzipped" else 2)
    assert any(notice in each for each in data.notices) if notice else not data.notices
    last = trained(data)
    assert isinstance(last, Epoch)
    assert np.isfinite([last.train.loss, last.test.loss]).all()
    # The notice reaches those who have no window.
    assert headless(tmp_path, "--dataset", str(path)) == 0
    assert notice in capsys.readouterr().err


@pytest.mark.parametrize(("way", "rows"), [("drop", 28), ("mean", 30)])
@pytest.mark.parametrize("hole", ["", "inf", "NA", "-Infinity"])
def test_holes_are_counted_then_dropped_or_filled(
    way: str, rows: int, hole: str, tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "table.csv"
    path.write_text(CSV.replace("\n10.5,", f"\n{hole},").replace("\n20.5,", f"\n{hole},"))
    data = opened(path, missing=way)
    assert len(data.train) + len(data.test) == rows
    assert isinstance(trained(data), Epoch)
    assert headless(tmp_path, "--dataset", str(path), "--missing", way) == 0
    assert "2 cells are" in capsys.readouterr().err


def test_words_are_one_hot_or_left_out(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("size,x,y\n" + "".join(f"{'SML'[n % 3]},{n}.5,{n % 2}\n" for n in range(30)))
    data = opened(path)
    assert data.feature_names == ("size = L", "size = M", "size = S", "x")
    assert isinstance(trained(data), Epoch)
    left = opened(path, text="leave out")
    assert left.feature_names == ("x",)
    assert any("size" in notice for notice in left.notices)


# Numbers.


@pytest.mark.parametrize("scaling", SCALINGS)
@pytest.mark.parametrize("size", [1e-310, 1e-200, 1e4, 1e30, 1e200, 1.7e308])
def test_tiny_and_huge_numbers_are_scaled_or_refused(
    size: float, scaling: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    rows = (f"{size * ((n % 7 - 3) / 4)!r},{n % 5},{'ab'[n % 2]}\n" for n in range(40))
    path.write_text("x,z,y\n" + "".join(rows))
    config = DataConfig(file=FileOptions(str(path)), scaling=scaling)
    # The width of the column, 1.5 * 1.7e308, is no number any more.
    if size > 1e38 and (scaling == "off" or (size > 1e308 and scaling == "min-max")):
        with pytest.raises(UserError, match=r"“x” has numbers beyond 3\.4e38"):
            catalog.load("file", config)
        return
    data = catalog.load("file", config)
    x = data.train.x[:, 0]
    if scaling == "standard":
        assert abs(x.mean()) < 1e-5
        assert x.std() == pytest.approx(1, abs=1e-3)
    if scaling == "min-max":
        assert (x.min(), x.max()) == (0, 1)
    assert isinstance(trained(data), Epoch | Diverged)


def test_scores_of_ten_thousand_are_finite(tmp_path: Path) -> None:
    x = np.linspace(-1e4, 1e4, 60)[:, np.newaxis]
    data = classification(x, np.arange(60) % 2, 2)
    config = RunConfig("made up", (), optimizer="sgd", learning_rate=0.1)
    learner = Learner(config, data)
    learner.adopt(Trained({"W_1": np.array([[1.0], [-1.0]]), "b_1": np.zeros(2)}, 0, 0))
    with np.errstate(all="raise", under="ignore"):
        *_, last = train(learner, 1)
    assert isinstance(last, Epoch)
    assert np.isfinite(last.train.loss)
    assert np.isfinite(learner.parameters.flat).all()


def test_dead_units_stay_dead_and_everything_is_finite() -> None:
    rng = np.random.default_rng(0)
    data = classification(rng.normal(size=(60, 3)), rng.integers(2, size=60), 2)
    config = RunConfig("made up", (HiddenLayer(5, "relu"),), optimizer="sgd", learning_rate=0.1)
    learner = Learner(config, data)
    weights = {name: learner.parameters[name].copy() for name in learner.parameters}
    weights["b_1"][:] = -100
    learner.adopt(Trained(weights, 0, 0))
    *_, last = train(learner, 1)
    assert isinstance(last, Epoch)
    np.testing.assert_array_equal(learner.parameters["W_1"], weights["W_1"])
    np.testing.assert_array_equal(learner.parameters["b_1"], weights["b_1"])
    assert np.isfinite(last.train.loss)
    assert (learner.parameters["b_2"] != weights["b_2"]).any(), "the bias of the output learns"


def test_a_constant_feature_learns_nothing_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("c,x,y\n" + "".join(f"7,{n}.5,{n % 2}\n" for n in range(40)))
    data = opened(path)
    assert any("“c” never changes" in notice for notice in data.notices)
    config = RunConfig("file", (), optimizer="sgd", learning_rate=0.1, epochs=1)
    learner = Learner(config, data)
    before = learner.parameters["W_1"].copy()
    list(train(learner, 1))
    np.testing.assert_array_equal(learner.parameters["W_1"][:, 0], before[:, 0])
    assert (learner.parameters["W_1"][:, 1] != before[:, 1]).all()


def test_as_many_samples_as_features_and_targets_are_not_mixed_up() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(2, 6, 6))
    config = RunConfig(
        "made up", (), "identity", "mean squared error", optimizer="sgd", learning_rate=0.1,
        batch_size=6,
    )  # fmt: skip
    learner = Learner(config, regression(x, y))
    W, b = (learner.parameters[name].astype(np.float64) for name in ("W_1", "b_1"))
    step = next(train(learner, 1))
    assert isinstance(step, Step)
    residual = x @ W.T + b - y
    # Sample n has the loss |r_n|^2 / 6, the minibatch the mean of the six losses.
    assert step.loss == pytest.approx((residual**2).mean(), rel=1e-5)
    expected = W - 0.1 * 2 / 6 * residual.T @ x / 6
    np.testing.assert_allclose(learner.parameters["W_1"], expected, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(
        learner.parameters["b_1"], b - 0.1 * 2 / 6 * residual.mean(axis=0), rtol=1e-4, atol=1e-6
    )


# Whatever the bytes.


def _npz(seed: int) -> bytes:
    rng, packed = np.random.default_rng(seed), io.BytesIO()
    np.savez(packed, x=rng.normal(size=(12, 3)), y=rng.integers(0, 2, 12))
    return packed.getvalue()


SEEDS = (CSV.encode(), CSV.encode("utf-16"), _npz(0), IMAGES, gzip.compress(IMAGES), b"1,2\n3,4\n")
SNIPPETS = (
    b'"',
    b",",
    b";",
    b"\n",
    b"\r",
    b"\0",
    b"1e308",
    b"-inf",
    b"5e-324",
    b"\xff",
    b"NA",
    b"",
)
changes = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 6), st.one_of(st.sampled_from(SNIPPETS), st.binary())
    ),
    max_size=4,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a file that is nearly right, or no file at all."""
    data = draw(st.one_of(st.sampled_from(SEEDS), st.binary(max_size=300)))
    for place, removed, put in draw(changes):
        at = round(place * len(data))
        data = data[:at] + put + data[at + removed :]
    return data


@settings(max_examples=300, deadline=2000)
@given(
    data=damaged(),
    name=st.sampled_from(["a.csv", "a.npz", "a-images-idx3-ubyte"]),
    missing=st.sampled_from(MISSING),
    task=st.sampled_from(["", *(task.value for task in Task)]),
    scaling=st.sampled_from(["", *SCALINGS]),
    share=st.sampled_from([None, 0.0, 0.5]),
)
@example(CSV.encode(), "a.csv", "refuse", "", "", None)
@example(_npz(1), "a.npz", "refuse", "", "standard", 0.5)
@example(IMAGES, "a-images-idx3-ubyte", "refuse", "", "min-max", 0.0)
def test_any_file_is_refused_or_trained_on(
    tmp_path_factory: pytest.TempPathFactory,
    data: bytes,
    name: str,
    missing: str,
    task: str,
    scaling: str,
    share: float | None,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    path = folder / name
    path.write_bytes(data)
    (folder / "a-labels-idx1-ubyte").write_bytes(LABELS)
    options = FileOptions(str(path), missing=missing, task=task)
    config = DataConfig(file=options, scaling=scaling, test_share=share)
    refusal, last = "", None
    try:
        last = trained(catalog.load("file", config))
    except UserError as error:
        refusal = str(error)
    if last is None:
        assert refusal.endswith((".", "?"))
        assert len(refusal) < 600 + len(str(path))
    else:
        assert isinstance(last, Diverged) or np.isfinite(last.train.loss)
