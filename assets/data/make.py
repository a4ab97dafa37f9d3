"""Makes the embedded data sets beside this file from scikit-learn's copies.

    python assets/data/make.py [FOLDER]

Writes one npz file for each set, exact and without pickles, and MANIFEST.toml with where each comes
from. The same script with the same zlib gives the same bytes: members are sorted, dates are fixed.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import datasets

UCI = "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a set comes from, as it stands in the manifest."""

    source: str
    licence: str
    citation: str


ORIGINS = {
    "digits": Origin(
        source="UCI Machine Learning Repository, Optical Recognition of Handwritten Digits "
        "(https://archive.ics.uci.edu/dataset/80); its test part, 1,797 digits by 13 people, "
        "as in scikit-learn's load_digits",
        licence=UCI,
        citation="Alpaydin, E. and Kaynak, C. (1998). Optical Recognition of Handwritten Digits "
        "[Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C50P49",
    ),
    "iris": Origin(
        source="UCI Machine Learning Repository, Iris (https://archive.ics.uci.edu/dataset/53), "
        "with two measurements corrected after Fisher's paper, as in scikit-learn's load_iris",
        licence=UCI,
        citation="Fisher, R. A. (1936). Iris [Dataset]. UCI Machine Learning Repository. "
        "https://doi.org/10.24432/C56C76",
    ),
    "wine": Origin(
        source="UCI Machine Learning Repository, Wine (https://archive.ics.uci.edu/dataset/109), "
        "as in scikit-learn's load_wine",
        licence=UCI,
        citation="Aeberhard, S. and Forina, M. (1992). Wine [Dataset]. UCI Machine Learning "
        "Repository. https://doi.org/10.24432/C5PC7J",
    ),
    "breast-cancer": Origin(
        source="UCI Machine Learning Repository, Breast Cancer Wisconsin (Diagnostic) "
        "(https://archive.ics.uci.edu/dataset/17), as in scikit-learn's load_breast_cancer",
        licence=UCI,
        citation="Wolberg, W., Mangasarian, O., Street, N. and Street, W. (1993). Breast Cancer "
        "Wisconsin (Diagnostic) [Dataset]. UCI Machine Learning Repository. "
        "https://doi.org/10.24432/C5DW2B",
    ),
    "diabetes": Origin(
        source="Efron, Hastie, Johnstone and Tibshirani, the data of their paper on least angle "
        "regression (https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html), unscaled, "
        "as in scikit-learn's load_diabetes(scaled=False)",
        licence="Published by the authors with their paper, without a licence of its own; "
        "this copy is from scikit-learn (BSD-3-Clause)",
        citation="Efron, B., Hastie, T., Johnstone, I. and Tibshirani, R. (2004). Least Angle "
        "Regression. Annals of Statistics 32(2), 407-499. "
        "https://doi.org/10.1214/009053604000000067",
    ),
}


def tables() -> dict[str, dict[str, NDArray[Any]]]:
    """The arrays of every set: x, y, feature_names, and class_names where there are classes."""
    digits = datasets.load_digits()
    return {
        "digits": {
            "x": exact(digits.data, np.uint8),
            "y": exact(digits.target, np.uint8),
            "feature_names": np.array(digits.feature_names),
            "class_names": np.array([str(name) for name in digits.target_names]),
        },
        "iris": classified(datasets.load_iris()),
        "wine": classified(datasets.load_wine()),
        "breast-cancer": classified(datasets.load_breast_cancer()),
        "diabetes": diabetes(),
    }


def classified(bunch: Any) -> dict[str, NDArray[Any]]:
    """A table of measurements with one class for each row."""
    return {
        "x": np.ascontiguousarray(bunch.data, np.float64),
        "y": exact(bunch.target, np.uint8),
        "feature_names": np.array([str(name) for name in bunch.feature_names]),
        "class_names": np.array([str(name) for name in bunch.target_names]),
    }


def diabetes() -> dict[str, NDArray[Any]]:
    """The ten measurements in their own units, and the progression of the disease."""
    bunch = datasets.load_diabetes(scaled=False)
    return {
        "x": np.ascontiguousarray(bunch.data, np.float64),
        "y": np.ascontiguousarray(bunch.target, np.float64),
        "feature_names": np.array(bunch.feature_names),
    }


def exact(values: NDArray[Any], dtype: type[np.generic]) -> NDArray[Any]:
    """The same values in a smaller type; raises ValueError if one would change."""
    small = values.astype(dtype)
    if not np.array_equal(small, values):
        raise ValueError(f"values do not fit into {dtype.__name__}")
    return small


def npz_bytes(arrays: dict[str, NDArray[Any]]) -> bytes:
    """What np.savez_compressed writes, but with a fixed date, system and order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, arrays[name], allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3  # or Windows would write other bytes
            info.external_attr = 0o644 << 16
            archive.writestr(info, member.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def manifest_entry(name: str, data: bytes, arrays: dict[str, NDArray[Any]]) -> str:
    """One table of MANIFEST.toml."""
    origin = ORIGINS[name]
    return "\n".join(
        [
            f"[{name}]",
            f'file = "{name}.npz"',
            f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
            f"shape = {list(arrays['x'].shape)}",
            f'source = "{origin.source}"',
            f'licence = "{origin.licence}"',
            f'citation = "{origin.citation}"',
            "",
        ]
    )


def main(folder: Path) -> None:
    """Write all files into the folder."""
    entries = ["# Written by make.py; the embedded data sets and where they come from.\n"]
    for name, arrays in tables().items():
        data = npz_bytes(arrays)
        (folder / f"{name}.npz").write_bytes(data)
        entries.append(manifest_entry(name, data, arrays))
    (folder / "MANIFEST.toml").write_text("\n".join(entries), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
