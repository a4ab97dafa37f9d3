"""Why a mirror did not give a file, in plain words: what follows the mirror's name."""

from __future__ import annotations

import errno
import socket
from http import HTTPStatus

_OFFLINE = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH}
_PAGE_STARTS = (b"<!doctype html", b"<html")


class MirrorError(Exception):
    """A mirror did not give the file. The text says why; asking it again will not help."""


class OfflineError(MirrorError):
    """The mirror was not found: most likely there is no network."""

    def __init__(self) -> None:
        super().__init__("was not found")


class DamagedError(ValueError):
    """Fewer or more bytes than published, perhaps by accident: the same mirror is asked again.

    A ValueError, for that is what pooch tries again after.
    """


def status_reason(status: int) -> str:
    """Return what a status other than success means."""
    try:
        return f"answered {status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return f"answered {status}"


def is_page(content_type: str, start: bytes) -> bool:
    """Return whether an answer is a web page, as logins and gateways send with status 200."""
    return "html" in content_type.lower() or start.lstrip().lower().startswith(_PAGE_STARTS)


def size_reason(received: int, size: int) -> str:
    """Return how many bytes came instead of `size`."""
    if received > size:
        return f"sent more than the {size:,} bytes of the file"
    return f"sent {received:,} of {size:,} bytes"


def connection_error(error: Exception, received: int, seconds: float) -> MirrorError:
    """Return what a failed connection means, from the operating system's error at its root."""
    roots = _chain(error)
    if any(isinstance(root, TimeoutError) for root in roots):
        if received:
            return MirrorError(f"sent nothing for {seconds:g} seconds")
        return MirrorError(f"did not answer within {seconds:g} seconds")
    if any(_is_offline(root) for root in roots):
        return OfflineError()
    if any(isinstance(root, ConnectionRefusedError) for root in roots):
        return MirrorError("refused the connection")
    names = {type(root).__name__ for root in roots}
    if "ProxyError" in names:
        return MirrorError("cannot be reached through the proxy")
    if names & {"SSLError", "SSLCertVerificationError"}:
        return MirrorError("has no certificate that this computer trusts")
    if "TooManyRedirects" in names:
        return MirrorError("sends from one address to the next without end")
    return MirrorError("broke the connection off")


def may_pass(error: Exception) -> bool:
    """Return whether the same request may do better a second later."""
    roots = _chain(error)
    names = {type(root).__name__ for root in roots}
    lasting = {"ProxyError", "SSLError", "SSLCertVerificationError", "TooManyRedirects"}
    return not names & lasting and not any(
        isinstance(root, (TimeoutError, ConnectionRefusedError)) or _is_offline(root)
        for root in roots
    )


def _is_offline(error: BaseException) -> bool:
    if isinstance(error, socket.gaierror):
        return True
    return isinstance(error, OSError) and error.errno in _OFFLINE


def _chain(error: BaseException) -> list[BaseException]:
    """The error with those that it came from."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain
