"""The frames of AWS's event streams, which botocore can only read.

https://smithy.io/2.0/aws/amazon-eventstream.html
"""

import base64
import json
import struct
from binascii import crc32
from collections.abc import Mapping
from typing import Any

STRING = 7  # the type of a header's value


def event(name: str, payload: Mapping[str, Any]) -> bytes:
    return frame(
        {":event-type": name, ":content-type": "application/json", ":message-type": "event"}, payload
    )


def exception(name: str, payload: Mapping[str, Any]) -> bytes:
    """An error in the middle of a stream; *name* begins with a small letter, as the model has it."""
    headers = {":exception-type": name, ":content-type": "application/json", ":message-type": "exception"}
    return frame(headers, payload)


def frame(headers: Mapping[str, str], payload: Mapping[str, Any]) -> bytes:
    head = b"".join(_header(name, value) for name, value in headers.items())
    body = json.dumps(payload, ensure_ascii=False, default=_base64).encode()
    prelude = struct.pack(">II", 12 + len(head) + len(body) + 4, len(head))
    message = prelude + struct.pack(">I", crc32(prelude)) + head + body
    return message + struct.pack(">I", crc32(message))


def corrupted(message: bytes) -> bytes:
    """*message* with a checksum that is not its own."""
    return message[:-1] + bytes([message[-1] ^ 0xFF])


def _header(name: str, value: str) -> bytes:
    text = value.encode()
    return struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", STRING, len(text)) + text


def _base64(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{value!r} has no place in an event")
