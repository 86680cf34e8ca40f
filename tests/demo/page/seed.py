"""A workspace as the bot leaves it after a busy morning, and worlds that remember what was done to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from demo.slack.manifest import Command
from demo.slack.page import CloudAlarm, CloudRefused
from demo.slack.people import ALERTS, ALICE, BOB, BOT, BOT_ID, GENERAL
from demo.slack.workspace import Workspace

AWS = Command("/aws", "AWS alarms, and what people do about them", "[alarms|test|status|audit|help]")


@dataclass
class QuietSlack:
    """The people's side of the local Slack alone: it keeps the clicks, and posts what is said."""

    workspace: Workspace = field(default_factory=Workspace)
    clicks: list[tuple[str, str, str, str, str | None]] = field(default_factory=list)
    typed: list[tuple[str, str, str, str, str | None]] = field(default_factory=list)
    commands: list[Command] = field(default_factory=lambda: [AWS])

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: str | None = None) -> None:
        self.clicks.append((user, channel, ts, action_id, value))

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        self.workspace.post(channel, user, text, thread_ts=thread_ts)

    async def command(
        self, user: str, channel: str, command: str, text: str = "", thread_ts: str | None = None
    ) -> None:
        self.typed.append((user, channel, command, text, thread_ts))


@dataclass
class SmallCloud:
    """Three alarms and a topic, in memory."""

    held: dict[str, CloudAlarm] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)
    broken: str = ""

    def __post_init__(self) -> None:
        for alarm in ALARMS:
            self.held[alarm.name] = alarm

    async def alarms(self) -> list[CloudAlarm]:
        return list(self.held.values())

    async def set_state(self, name: str, state: str, reason: str) -> None:
        if name not in self.held:
            raise CloudRefused(f"There is no alarm named {name}.")
        self.held[name] = replace(self.held[name], state=state, description=reason)

    async def publish(self, body: str) -> str:
        if self.broken:
            raise CloudRefused(self.broken)
        self.published.append(body)
        return f"m-{len(self.published)}"

    async def queue(self) -> dict[str, int]:
        return {"waiting": len(self.published), "in_flight": 0, "dead": 0}


UPDATED = "2026-11-20T09:00:00+00:00"
ALARMS = (
    CloudAlarm("web-7-cpu-high", "ALARM", "metric", "Web servers slow down", "CPUUtilization > 80", UPDATED),
    CloudAlarm("checkout-5xx", "OK", "metric", "", "5XXError ≥ 5", UPDATED),
    CloudAlarm("checkout-degraded", "INSUFFICIENT_DATA", "composite", "", "2 children", UPDATED),
)


def text(said: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": said} | ({"style": style} if style else {})


def rich(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}


def button(said: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": said}, "action_id": action_id} | more


def option(said: str, value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": said}, "value": value}


MENU = {
    "type": "overflow",
    "action_id": "click_more",
    "options": [
        option("Stop watching", "unwatch"),
        option("Show payload", "payload"),
        option("Close by hand", "close"),
    ],
}


def card(
    *, name: str, emoji: str, color: str, lines: list[dict[str, Any]], buttons: list[dict[str, Any]]
) -> dict[str, Any]:
    head = rich({"type": "emoji", "name": emoji}, text("  "), text(name, bold=True))
    links = rich(
        {"type": "emoji", "name": "book"},
        text(" "),
        {"type": "link", "url": "https://wiki.example/runbooks/cpu", "text": "Runbook"},
        text(" · "),
        {"type": "link", "url": "https://console.example/alarm", "text": "CloudWatch"},
        text(" · "),
        {"type": "link", "url": "https://console.example/dashboard", "text": "Dashboard"},
    )
    actions = {"type": "actions", "elements": [*buttons, MENU]}
    return {"blocks": (head,), "attachments": ({"color": color, "blocks": [*lines, links, actions]},)}


def since(state: str, epoch: int, rest: str) -> dict[str, Any]:
    when = {"type": "date", "timestamp": epoch, "format": "{time}", "fallback": "14:02"}
    return rich(text(state, bold=True), text(" since "), when, text(rest))


WATCHING = button("👀 Watching", "click_watch", value="i-1")
AGENT = button("🤖 To Bedrock Agent", "click_agent", value="i-1")
REPORT = button("📝 Reporting", "click_reporting", value="i-1")
PLACE = " · prod 1234…9012 · eu-west-1"


def alarm_card(epoch: int) -> dict[str, Any]:
    lines = [
        rich(
            text("CPU of i-0abc12 (web-7): average "),
            text("93.4 % > 80 %", bold=True),
            text(", 2 of 3 × 5 min"),
        ),
        since("ALARM", epoch, f" (was OK for 3 days){PLACE}"),
        rich(text("Web servers slow down above 80 %."), kind="rich_text_quote"),
    ]
    return card(
        name="web-7-cpu-high",
        emoji="red_circle",
        color="#d72b3f",
        lines=lines,
        buttons=[WATCHING, AGENT, REPORT],
    )


def recovered_card(epoch: int) -> dict[str, Any]:
    lines = [
        rich(text("Recovered after 26 min: average 41.2 % ≤ 80 %")),
        since("OK", epoch, PLACE),
        rich(
            text("👀 "),
            {"type": "user", "user_id": ALICE},
            text(" from 13:31 · 📝 report · seen 3 times in 30 days"),
        ),
    ]
    return card(
        name="checkout-latency-p99",
        emoji="large_green_circle",
        color="#2eb67d",
        lines=lines,
        buttons=[REPORT, AGENT],
    )


def seeded() -> QuietSlack:
    slack = QuietSlack()
    post = slack.workspace.post
    workspace = slack.workspace
    workspace.join(ALERTS, BOT)
    workspace.join(GENERAL, BOT)
    post(GENERAL, ALICE, "Morning! Alarms land in <#C000ALERTS|alerts> from today.")
    old = post(ALERTS, BOT, "🔴 ALARM checkout-latency-p99", bot_id=BOT_ID, **alarm_card(1_795_000_000))
    workspace.update(ALERTS, old.ts, "🟢 OK checkout-latency-p99: recovered", **recovered_card(1_795_001_560))
    post(ALERTS, BOT, "OK → ALARM: p99 1.9 s &gt; 1.5 s", bot_id=BOT_ID, thread_ts=old.ts)
    post(ALERTS, ALICE, "Looking. The deploy at 13:28 is my first guess.", thread_ts=old.ts)
    post(ALERTS, BOT, "ALARM → OK: p99 0.7 s ≤ 1.5 s", bot_id=BOT_ID, thread_ts=old.ts)
    post(
        ALERTS, BOB, "Rolled `checkout-api` back to *v811*, see <https://ci.example/811|the pipeline> :eyes:"
    )
    post(ALERTS, BOB, "It was the connection pool again.")
    new = post(
        ALERTS, BOT, "🔴 ALARM web-7-cpu-high: CPU 93.4 % > 80 %", bot_id=BOT_ID, **alarm_card(1_795_003_000)
    )
    line = (
        "ALARM again: Threshold Crossed: 2 out of the last 3 datapoints [93.4, 91.0] were greater than 80.0"
    )
    post(ALERTS, BOT, line, bot_id=BOT_ID, thread_ts=new.ts, reply_broadcast=True)
    workspace.post_ephemeral(
        ALERTS, BOT, ALICE, "Asking a Bedrock agent is not configured yet.", bot_id=BOT_ID
    )
    return slack
