"""MiniStack behind a gate: run by MiniStack's own Python, on the socket the demo hands over.

Left to itself MiniStack takes a key called "test", or any twelve digits, for the account's root, lets every
web page in, and its CloudFormation runs Lambda code even where Lambda is switched off. So nothing passes
here but what an AWS SDK sends, signed with the key made at this start or with one that STS gave out.
"""

import asyncio
import hmac
import os
import re
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

KEY = re.compile(rb"AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)/")
STS_KEY = b"ASIA"  # MiniStack knows these, and checks what they sign


def admits(scope: Scope, root_key: bytes) -> bool:
    """Whether *scope* is an SDK's call (always `POST /`) under a key that somebody here was given."""
    if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] != "/" or scope["query_string"]:
        return False
    signatures = [value for name, value in scope["headers"] if name.lower() == b"authorization"]
    found = KEY.match(signatures[0]) if len(signatures) == 1 else None
    if found is None:
        return False
    return hmac.compare_digest(found[1], root_key) or found[1].startswith(STS_KEY)


async def refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def gated(app: App, root_key: bytes) -> App:
    async def gate(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or admits(scope, root_key):
            await app(scope, receive, send)
        else:
            await refuse(scope, send)

    return gate


def main(socket: str) -> None:
    # They are installed beside MiniStack only, where no type checker looks.
    serve = import_module("hypercorn.asyncio").serve
    config = import_module("hypercorn.config").Config()
    config.bind = [f"fd://{socket}"]
    config.keep_alive_timeout = 75
    app = gated(import_module("ministack.app").app, os.environ["AWS_ACCESS_KEY_ID"].encode())
    # Nothing in it is worth a slow end: SIGTERM is left to do what it does by default.
    asyncio.run(serve(app, config, shutdown_trigger=asyncio.Event().wait))


if __name__ == "__main__":
    main(sys.argv[1])
