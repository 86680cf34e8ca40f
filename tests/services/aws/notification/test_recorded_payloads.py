"""Recorded notifications, where a folder of them is named by PAYLOADS_DIR."""

import importlib.util
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.alarm import Alarm
from services.aws.notification import read_delivery
from services.desk import Notification

FOLDER = os.environ.get("PAYLOADS_DIR", "")
FILES = sorted(str(path.relative_to(FOLDER)) for path in Path(FOLDER).glob("*/*.json")) if FOLDER else []
NATIVE = Path(FOLDER, "native-2026.json")
SENT_AT = datetime(2026, 11, 20, tzinfo=UTC)
ENOUGH = 0.99

pytestmark = pytest.mark.skipif(not FILES, reason="PAYLOADS_DIR names no folder of recorded payloads")
both_ways = pytest.mark.parametrize("raw", [False, True], ids=["enveloped", "raw"])


@pytest.fixture(scope="module")
def queue_body() -> Callable[..., str]:
    """The folder's own way to turn a file into what SQS delivers."""
    spec = importlib.util.spec_from_file_location("as_queue_body", Path(FOLDER, "as_queue_body.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., str] = module.queue_body
    return found


def read(body: str) -> Notification:
    return read_delivery(body, message_id="sqs-1", sent_at=SENT_AT).notification


def native() -> dict[str, dict[str, Any]]:
    found = json.loads(NATIVE.read_text()) if NATIVE.is_file() else {}
    return {kind: payload for kind, payload in found.items() if not kind.startswith("_")}


def said(notification: Notification) -> str:
    if isinstance(notification, Alarm):
        parts = (notification.name, notification.state, notification.reason, notification.description)
        return "\n".join(parts)
    return "\n".join((notification.title, notification.text, *(value for _, value in notification.facts)))


@both_ways
@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("cw-alarm-")])
def test_a_recorded_alarm_is_an_alarm(file, raw, queue_body):
    message = json.loads(queue_body(str(Path(FOLDER, file)), raw=True))
    alarm = read(queue_body(str(Path(FOLDER, file)), raw=raw))

    assert isinstance(alarm, Alarm)
    data = message.get("alarmData")
    assert alarm.name == (data["alarmName"] if data else message["AlarmName"])
    assert alarm.state == (data["state"]["value"] if data else message["NewStateValue"])


@pytest.mark.parametrize("kind", sorted(native()))
def test_a_native_alarm_is_read_whole(kind):
    payload = native()[kind]
    alarm = read(json.dumps(payload))

    assert isinstance(alarm, Alarm)
    assert (alarm.name, alarm.state, alarm.arn) == (
        payload["AlarmName"],
        payload["NewStateValue"],
        payload["AlarmArn"],
    )
    assert alarm.kind.value == {"contributor": "math", "metric_math": "math"}.get(
        kind.rpartition("_")[0], kind.rpartition("_")[0]
    )
    assert alarm.condition or alarm.children


@both_ways
@pytest.mark.parametrize("file", FILES)
def test_every_recorded_payload_is_read(file, raw, queue_body):
    assert said(read(queue_body(str(Path(FOLDER, file)), raw=raw))).strip()


@both_ways
def test_what_a_reader_needs_is_found_in_what_was_read(raw, queue_body, capsys):
    wanted = json.loads(Path(FOLDER, "FACTS.json").read_text())
    found = missing = 0
    for file, texts in wanted.items():
        text = said(read(queue_body(str(Path(FOLDER, file)), raw=raw)))
        found += sum(fact in text for fact in texts)
        missing += sum(fact not in text for fact in texts)
    with capsys.disabled():
        print(f"\n{found} of {found + missing} facts found ({'raw' if raw else 'enveloped'})")  # noqa: T201 — measured

    assert found >= ENOUGH * (found + missing)
