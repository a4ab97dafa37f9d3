"""The one error type that is shown to people."""

from __future__ import annotations


class UserError(Exception):
    """Something that the user can understand and mend.

    Its text is one clear sentence (what is wrong, and where), followed by the remedy. It is shown
    as it stands: on standard error, in a message bar, beside a control. Anything else that escapes
    is a bug in the program.
    """
