"""The way to the queue: what the bot asks of SQS passes here, and may fail, come twice, or out of order.

The queue's own clock runs faster than SQS's: what was received and not deleted comes again after seconds,
not after a minute, so that a run need not wait for it.
"""

import asyncio
import json
import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from aiohttp import web
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_sqs import SQSClient

HIDDEN = 5  # seconds
SOON = 1  # seconds
LOOK = 0.15  # seconds between two looks into an empty queue
JSON = "application/x-amz-json-1.0"
Json = dict[str, Any]


class QueueDoor:
    """`async with QueueDoor(sqs, rng) as door`; the bot finds it as AWS_ENDPOINT_URL_SQS."""

    def __init__(self, sqs: "SQSClient", rng: random.Random) -> None:
        self.url = ""
        self.fails = self.repeats = self.reorders = False
        self._sqs, self._rng = sqs, rng
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="door")
        app = web.Application()
        app.router.add_post("/", self._serve)
        # a poll whose process was killed takes nothing more
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _serve(self, request: web.Request) -> web.Response:
        action = request.headers["X-Amz-Target"].rpartition(".")[2]
        asked: Json = _sooner(await request.json())
        refuses = self.repeats and action.startswith("DeleteMessage")
        if self.fails or refuses:
            return _answer(503, {"__type": "ServiceUnavailable", "message": "planned"})
        try:
            done = await (self._receive(asked) if action == "ReceiveMessage" else self._call(action, asked))
        except ClientError as error:
            return _answer(400, {"__type": error.response["Error"]["Code"], "message": str(error)})
        except BotoCoreError as error:
            return _answer(500, {"__type": "InternalFailure", "message": str(error)})
        return _answer(200, done)

    async def _receive(self, asked: Json) -> Json:
        loop = asyncio.get_running_loop()
        until = loop.time() + asked.get("WaitTimeSeconds", 0)
        while True:
            soon = {"VisibilityTimeout": SOON} if self.repeats or self.reorders else {}
            done = await self._call("ReceiveMessage", asked | {"WaitTimeSeconds": 0} | soon)
            if messages := self._in_order(done.get("Messages", [])):
                return done | {"Messages": messages}
            if self.fails or loop.time() >= until:
                return done
            await asyncio.sleep(LOOK)

    def _in_order(self, messages: list[Json]) -> list[Json]:
        """As they come, or half of them for now, the younger perhaps first."""
        if not self.reorders:
            return messages
        self._rng.shuffle(messages)
        return messages[: (len(messages) + 1) // 2]

    async def _call(self, action: str, asked: Json) -> Json:
        method: Callable[..., Json] = getattr(self._sqs, xform_name(action))
        done = await asyncio.get_running_loop().run_in_executor(self._pool, partial(method, **asked))
        return {key: value for key, value in done.items() if key != "ResponseMetadata"}


def _sooner(asked: Json) -> Json:
    """The same, but what is hidden is so for seconds only."""
    entries = [_sooner(one) for one in asked.get("Entries", ())]
    hidden = (
        {"VisibilityTimeout": min(HIDDEN, asked["VisibilityTimeout"])} if "VisibilityTimeout" in asked else {}
    )
    return asked | hidden | ({"Entries": entries} if entries else {})


def _answer(status: int, body: Json) -> web.Response:
    return web.Response(status=status, body=json.dumps(body).encode(), content_type=JSON)
