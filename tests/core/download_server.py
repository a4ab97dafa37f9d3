"""A web server on this machine that serves files well or, mirror by mirror, badly.

`server.mirror("half")` is the address of a mirror that behaves in that way; BEHAVIOURS lists them.
"""

from __future__ import annotations

import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PAGE = b"<!DOCTYPE html><html><title>Please log in</title></html>"
PATIENCE = 20.0
"""Seconds after which a server that was to be released gives up, so that no test hangs."""


class Server(http.server.ThreadingHTTPServer):
    """Serves `files`; counts and announces what happens."""

    daemon_threads = True

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files
        self.asked: list[tuple[str, str]] = []
        """(behaviour, file) of each request."""
        self.waiting = threading.Event()
        """Set once a request is being held up."""
        self.release = threading.Event()
        """Lets held requests go on."""
        self.together = threading.Barrier(2)

    def mirror(self, behaviour: str) -> str:
        """Return the address of the mirror that behaves so."""
        return f"http://127.0.0.1:{self.server_port}/{behaviour}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are the point."""


@contextmanager
def serving(files: dict[str, bytes]) -> Iterator[Server]:
    """Run a server for these files."""
    server = Server(files)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.together.abort()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        behaviour, _, name = self.path.strip("/").partition("/")
        self.server.asked.append((behaviour, name))
        BEHAVIOURS[behaviour](self, self.server.files.get(name, b""), name)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def head(self, length: int, kind: str = "application/octet-stream", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def hold(self) -> None:
        self.wfile.flush()
        self.server.waiting.set()
        self.server.release.wait(PATIENCE)


def _good(handler: _Handler, data: bytes, _name: str) -> None:
    handler.head(len(data))
    handler.wfile.write(data)


def _together(handler: _Handler, data: bytes, _name: str) -> None:
    """Serve the first half of a file only when two have asked for it."""
    handler.head(len(data))
    handler.wfile.write(data[: len(data) // 2])
    handler.wfile.flush()
    handler.server.together.wait(PATIENCE)
    handler.wfile.write(data[len(data) // 2 :])


def _mute(handler: _Handler, data: bytes, name: str) -> None:
    """Answer only when released."""
    handler.hold()
    _good(handler, data, name)


def _stall(handler: _Handler, data: bytes, _name: str) -> None:
    """Serve half, and the rest when released."""
    handler.head(len(data))
    handler.wfile.write(data[: len(data) // 2])
    handler.hold()
    handler.wfile.write(data[len(data) // 2 :])


def _trickle(handler: _Handler, data: bytes, _name: str) -> None:
    """Serve a byte now and then, until released."""
    handler.head(len(data))
    for byte in data:
        handler.wfile.write(bytes([byte]))
        handler.server.waiting.set()
        if handler.server.release.wait(0.01):
            return


def _broken(handler: _Handler, data: bytes, _name: str) -> None:
    handler.head(len(data))
    handler.wfile.write(data[: len(data) // 2])


def _half(handler: _Handler, data: bytes, _name: str) -> None:
    """Claim that half of the file is all of it."""
    _good(handler, data[: len(data) // 2], "")


def _wrong(handler: _Handler, data: bytes, _name: str) -> None:
    _good(handler, bytes(255 - byte for byte in data), "")


def _long(handler: _Handler, data: bytes, _name: str) -> None:
    _good(handler, data + b"more", "")


def _page(handler: _Handler, _data: bytes, _name: str) -> None:
    handler.head(len(PAGE), "text/html; charset=utf-8")
    handler.wfile.write(PAGE)


def _disguised(handler: _Handler, _data: bytes, _name: str) -> None:
    """Send a page that claims to be a file."""
    handler.head(len(PAGE))
    handler.wfile.write(PAGE)


def _status(status: int) -> Callable[[_Handler, bytes, str], None]:
    def answer(handler: _Handler, _data: bytes, _name: str) -> None:
        handler.head(len(PAGE), "text/html", status)
        handler.wfile.write(PAGE)

    return answer


def _redirect(handler: _Handler, _data: bytes, name: str) -> None:
    handler.send_response(302)
    handler.send_header("Location", f"/good/{name}")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _circle(handler: _Handler, _data: bytes, name: str) -> None:
    handler.send_response(302)
    handler.send_header("Location", f"/circle/{name}")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def _once_broken(handler: _Handler, data: bytes, name: str) -> None:
    """Break off at the first request for a file, and serve it at the second."""
    first = handler.server.asked.count(("once-broken", name)) == 1
    (_broken if first else _good)(handler, data, name)


BEHAVIOURS: dict[str, Callable[[_Handler, bytes, str], None]] = {
    "good": _good,
    "together": _together,
    "mute": _mute,
    "stall": _stall,
    "trickle": _trickle,
    "broken": _broken,
    "half": _half,
    "wrong": _wrong,
    "long": _long,
    "page": _page,
    "disguised": _disguised,
    "404": _status(404),
    "500": _status(500),
    "redirect": _redirect,
    "circle": _circle,
    "once-broken": _once_broken,
}
