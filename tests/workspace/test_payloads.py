"""Recorded payloads from outside the tree, through the whole bot into the local Slack."""

import asyncio
import importlib.util
import json
import os
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import run
from bot.settings import Settings
from demo.slack.people import Message
from services.alarm import Alarm, State
from services.aws.notification import read_delivery
from services.event import Event
from services.slack.text import ZERO_WIDTH_SPACE
from tests.builders import NOON
from tests.fakes import Allowance

pytestmark = pytest.mark.asyncio(loop_scope="session")

FOLDER = Path(os.environ.get("PAYLOADS_DIR", "nowhere"))
AWAY = pytest.mark.skipif(not FOLDER.is_dir(), reason="PAYLOADS_DIR names no folder of recorded payloads")


def bodies() -> list[str]:
    """Each payload as the queue delivers it, in an envelope and raw."""
    spec = importlib.util.spec_from_file_location("as_queue_body", FOLDER / "as_queue_body.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    files = [str(file) for file in sorted(FOLDER.glob("*/*.json"))]
    raw = [module.queue_body(file, raw=True) for file in files]
    return raw + [_told_apart(module.queue_body(file)) for file in files]


def _told_apart(envelope: str) -> str:
    """Some recordings share a MessageId, and would be one message."""
    return json.dumps(json.loads(envelope) | {"MessageId": str(uuid.uuid4())}, ensure_ascii=False)


def send(world, texts: list[str]) -> None:
    sqs = world.aws.clients.sqs
    for start in range(0, len(texts), 10):
        some = texts[start : start + 10]
        entries = [{"Id": str(number), "MessageBody": text} for number, text in enumerate(some)]
        assert not sqs.send_message_batch(QueueUrl=world.stack.queue_url, Entries=entries).get("Failed")


def expected(texts: list[str]) -> set[str]:
    """What has to stand in Slack: the titles of events, the names of alarms in ALARM."""
    said = [read_delivery(text, message_id="", sent_at=NOON).notification for text in texts]
    events = {" ".join(one.title.split())[:30] for one in said if isinstance(one, Event)}
    return events | {
        one.name[:30].strip() for one in said if isinstance(one, Alarm) and one.state is State.ALARM
    }


@dataclass
class Reader:
    """Crosses off the names that it has seen on a card."""

    missing: set[str]
    read: set[str] = field(default_factory=set)

    def done(self, cards: list[Message]) -> bool:
        for card in cards:
            if card.ts not in self.read:
                self.read.add(card.ts)
                text = json.dumps(card.blocks, ensure_ascii=False).replace(ZERO_WIDTH_SPACE, "")
                self.missing -= {name for name in self.missing if _quoted(name) in text}
        return not self.missing


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)[1:-1]


@AWAY
async def test_every_recorded_payload_is_shown_and_slack_refuses_none(world, monkeypatch):
    for name, value in world.bot.env.items():
        monkeypatch.setenv(name, value)
    texts = bodies()
    reader = Reader(expected(texts))
    await asyncio.to_thread(send, world, texts)
    stop = asyncio.Event()
    bot = asyncio.create_task(run(Settings(), stop, pace=Allowance()))  # type: ignore[call-arg]
    try:
        await world.until(lambda: reader.done(world.cards()))
    except AssertionError:
        raise AssertionError(reader.missing) from None
    finally:
        stop.set()
        await bot
    assert (await world.console.queue())["dead"] == 0
    writes = [call for call in world.slack.faults.calls if call.method in {"chat.postMessage", "chat.update"}]
    assert [call for call in writes if call.outcome != "ok"] == []
    assert writes
