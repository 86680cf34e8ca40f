"""The cursors with which a look into a channel goes on."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

_INSIDE: Final = re.compile(rb"next_ts:(\d{7,18})")


def cursor(ts: str) -> str:
    return base64.b64encode(b"next_ts:" + ts.replace(".", "").encode()).decode()


def read_cursor(said: str) -> int | None:
    """Return the microseconds that *said* stands for, or None where no cursor says so."""
    try:
        inside = base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return None
    found = _INSIDE.fullmatch(inside)
    return int(found[1]) if found else None
