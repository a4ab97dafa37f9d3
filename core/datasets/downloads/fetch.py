"""One file from one mirror, in a thread that can be left behind."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from core.datasets.downloads.reasons import (
    DamagedError,
    MirrorError,
    connection_error,
    is_page,
    may_pass,
    size_reason,
    status_reason,
)
from core.datasets.downloads.registry import RemoteFile
from core.datasets.downloads.scratch import discard

if TYPE_CHECKING:
    from requests import Response

_CHUNK = 1 << 15  # bytes; small enough for a bar that moves on a slow line
_LOOK = 0.04  # seconds between two looks at whether it has been cancelled
_FAREWELL = 0.05  # seconds that a thread gets to end before it is left behind


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a mirror may take, and how often it is asked again."""

    connect: float = 10.0
    """Seconds until the connection stands."""
    read: float = 10.0
    """Seconds between two pieces of the answer."""
    retries: int = 1
    """After a broken connection, an error of the server, or wrong bytes."""


def fetch(
    file: RemoteFile,
    mirror: str,
    scratch: Path,
    patience: Patience,
    report: Callable[[int], object],
) -> Path:
    """Return the path of the file in `scratch`, with its published bytes.

    `report` is called with the bytes received so far, at least 20 times a second also while nothing
    arrives; what it raises ends the fetching at once: the connection is cut, and if the thread
    still waits (for a name server, say) it is left behind, to find nothing that it could write to.
    Raises MirrorError if the mirror does not give the file, OSError if it cannot be written.
    """
    transfer = _Transfer(file, mirror, scratch, patience)
    report(0)  # before anybody is asked: it may be cancelled already
    transfer.start()
    try:
        while not transfer.ended.wait(_LOOK):
            report(transfer.received)
    except BaseException:
        transfer.stop()
        raise
    if transfer.error is not None:
        raise transfer.error
    return scratch / file.name


class _Stopped(Exception):  # noqa: N818 - nothing is wrong
    """Nobody wants the file any more."""


class _Transfer(Thread):
    """Fetches with pooch, which asks again, compares the checksum, and tidies up after itself."""

    def __init__(self, file: RemoteFile, mirror: str, scratch: Path, patience: Patience) -> None:
        super().__init__(name=f"download of {file.name}", daemon=True)
        self.ended = Event()
        self.error: BaseException | None = None
        self.received = 0
        self._file, self._mirror, self._scratch = file, mirror, scratch
        self._patience = patience
        self._stopped = Event()
        self._response: Response | None = None

    def stop(self) -> None:
        """Cut the connection; what the thread still does has no effect."""
        self._stopped.set()
        # The thread publishes the response first and looks whether it is stopped afterwards, so
        # that one of the two sees the other.
        if self._response is not None:
            with suppress(AttributeError, OSError, RuntimeError, ValueError):
                self._response.raw.shutdown()  # wakes a read that waits, other than close()
        self.join(_FAREWELL)

    def run(self) -> None:
        try:
            self._run()
        except BaseException as error:
            self.error = error
        finally:
            if self._stopped.is_set():
                discard(self._scratch)  # in case that it was made again in the last moment
            self.ended.set()

    def _run(self) -> None:
        import pooch
        import requests

        pooch.get_logger().setLevel(logging.ERROR)  # it tells of every file on standard error
        self._go_on()
        nest = pooch.create(
            path=self._scratch,
            base_url=self._mirror.rstrip("/") + "/",
            registry={self._file.name: f"sha256:{self._file.sha256}"},
            retry_if_failed=self._patience.retries,
        )
        try:
            nest.fetch(self._file.name, downloader=self._receive)
        except requests.RequestException as error:
            raise self._explained(error) from error
        except DamagedError as error:
            raise MirrorError(str(error)) from error
        except ValueError as error:  # pooch: the checksum differs
            raise MirrorError("sent other bytes than the published ones") from error

    def _receive(self, url: str, target: str, _nest: object) -> None:
        """Write the answer to a request to a file: what pooch calls a downloader."""
        import requests

        self.received = 0
        self._go_on()
        try:
            self._write(url, target)
        except requests.RequestException as error:
            if may_pass(error):
                raise
            raise self._explained(error) from error

    def _write(self, url: str, target: str) -> None:
        import requests

        with requests.get(
            url,
            stream=True,
            timeout=(self._patience.connect, self._patience.read),
            headers={"Accept-Encoding": "identity"},  # the checksum is that of the packed file
        ) as response:
            self._response = response
            self._go_on()
            if 400 <= response.status_code < 500:
                raise MirrorError(status_reason(response.status_code))
            response.raise_for_status()
            with Path(target).open("wb") as file:
                for chunk in response.iter_content(_CHUNK):
                    self._go_on()
                    if not self.received and is_page(self._content_type(response), chunk[:64]):
                        raise MirrorError("sent a web page instead of the file")
                    self.received += len(chunk)
                    self._check(self.received <= self._file.size)
                    file.write(chunk)
        self._check(self.received == self._file.size)

    @staticmethod
    def _content_type(response: Response) -> str:
        return response.headers.get("Content-Type") or ""

    def _check(self, holds: bool) -> None:
        if not holds:
            raise DamagedError(size_reason(self.received, self._file.size))

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise _Stopped

    def _explained(self, error: Exception) -> MirrorError:
        response = getattr(error, "response", None)
        if response is not None and response.status_code >= 400:
            return MirrorError(status_reason(response.status_code))
        seconds = self._patience.read if self.received else self._patience.connect
        return connection_error(error, self.received, seconds)
