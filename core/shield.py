"""Between the program and its user: every error becomes one line and an exit status."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable
from traceback import format_exc

from core.errors import UserError

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
LONGEST = 2000
"""Characters of a message; a name out of a damaged file can be a million long."""


def shielded(action: Callable[[], int]) -> int:
    """Do it and return its exit status, or that of what went wrong, said in one line."""
    for stream in (sys.stdout, sys.stderr):
        # A name of a file that the terminal cannot show is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        return action()
    except UserError as error:
        say(str(error))
        return BAD_INPUT
    except KeyboardInterrupt:
        say("interrupted.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has had enough. Python would complain once more when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except ModuleNotFoundError as error:
        say(
            f"the package {error.name} is not installed for {sys.executable}. `make run` installs "
            "all that is needed; so does: python -m pip install -r requirements.txt"
        )
    except ImportError as error:
        say(f"a library cannot be loaded: {error}. The README names those that have to be there.")
    except MemoryError:
        say("there is not enough memory for this. Choose a smaller network or batch.")
    except Exception as error:
        say(f"something went wrong inside the program ({error!r}).{_report()}")
    return FAILED


def say(message: str) -> None:
    """Print a message on standard error, in one line."""
    line = " ".join(message.split())
    line = line if len(line) <= LONGEST else f"{line[:LONGEST]} ..."
    print(f"chalkgrad: {line}", file=sys.stderr)


def _report() -> str:
    """Leave the details in a file, and return the sentence that says where."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="chalkgrad-", suffix=".txt", delete=False, encoding="utf-8"
        ) as file:
            file.write(format_exc())
    except OSError:
        return ""
    return f" For a report of this error: {file.name}"
