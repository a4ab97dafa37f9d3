"""Which files there are to download, where they lie, and how their bytes are known."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UserError
from core.quoting import quoted


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file as it was published."""

    name: str
    size: int
    """In bytes."""
    sha256: str
    """Of the file as it travels: packed, if it is packed."""


@dataclass(frozen=True, slots=True)
class RemoteSet:
    """A data set that does not come with the program."""

    name: str
    title: str
    files: tuple[RemoteFile, ...]
    mirrors: tuple[str, ...]
    """Addresses that a file's name is appended to, in the order in which they are asked."""

    @property
    def size(self) -> int:
        """Of all files, in bytes."""
        return sum(file.size for file in self.files)


# Only https: the checksums would find wrong bytes from plain http as well, but who reads along need
# not learn what is fetched, and a hotel's login page cannot pose as the server. This leaves out
# Zalando's bucket, whose certificate does not cover its name; the publishers' repository has the
# same files.
_MNIST = RemoteSet(
    name="mnist",
    title="MNIST",
    files=(
        RemoteFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        RemoteFile(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ),
)
_FASHION = RemoteSet(
    name="fashion-mnist",
    title="Fashion-MNIST",
    files=(
        RemoteFile(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        RemoteFile(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
)
_ADVERTISING = RemoteSet(
    name="advertising",
    title="Advertising",
    files=(
        RemoteFile(
            "Advertising.csv",
            4_555,
            "98350ef2035798df4dce301c8bbaf288030e678b43fa9713d5849d73cedc4cfd",
        ),
    ),
    # The authors' own page; copies elsewhere differ in line ends or in the first column.
    mirrors=("https://www.statlearning.com/s/",),
)

REMOTE_SETS = {remote.name: remote for remote in (_MNIST, _FASHION, _ADVERTISING)}


def remote_set(name: str) -> RemoteSet:
    """Return the data set of that name; UserError if there is none to download."""
    if name not in REMOTE_SETS:
        raise UserError(
            f"There is nothing named {quoted(name)} to download. There are: "
            f"{', '.join(REMOTE_SETS)}."
        )
    return REMOTE_SETS[name]
