"""`python -m tests.bench.bare`: what every figure is compared with.

Receive ten, post each, delete the batch: nothing is stored, nothing is drawn, nothing is said once only.
"""

import asyncio
import json
import signal
import threading
from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import aws_clients, slack_client
from bot.settings import Settings, read_settings
from tests.bench.names import channel_of

POLLERS = 4  # more are no faster: Python runs one at a time


async def run(settings: Settings, stop: asyncio.Event) -> None:
    token = settings.slack_bot_token.get_secret_value()
    async with slack_client(token, settings.slack_api_url, 10.0) as client:
        loop = asyncio.get_running_loop()
        for _ in range(POLLERS):
            threading.Thread(target=_poll, args=(settings, client, loop), daemon=True).start()
        await stop.wait()


def _poll(settings: Settings, client: AsyncWebClient, loop: asyncio.AbstractEventLoop) -> None:
    url = settings.alarm_queue_url
    sqs = aws_clients(settings.aws_region).sqs(url)
    while True:
        batch = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=20)
        messages: Sequence[Any] = batch.get("Messages", [])
        if messages:
            asyncio.run_coroutine_threadsafe(_post_all(client, messages), loop).result()
            entries = [
                {"Id": str(n), "ReceiptHandle": one["ReceiptHandle"]} for n, one in enumerate(messages)
            ]
            sqs.delete_message_batch(QueueUrl=url, Entries=entries)  # type: ignore[arg-type]


async def _post_all(client: AsyncWebClient, messages: Sequence[Any]) -> None:
    await asyncio.gather(*(_post(client, one["Body"]) for one in messages))


async def _post(client: AsyncWebClient, body: str) -> None:
    alarm = json.loads(json.loads(body)["Message"])
    text = f"{alarm['NewStateValue']} {alarm['AlarmName']}: {alarm['NewStateReason']}"
    await client.chat_postMessage(channel=channel_of(alarm["AlarmName"]), text=text)


async def main() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run(read_settings(), stop)


if __name__ == "__main__":
    asyncio.run(main())
