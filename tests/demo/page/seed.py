"""A workspace as the bot leaves it after a busy morning, and worlds that remember what was done to them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from demo.slack.interactions import NothingToClick
from demo.slack.manifest import Agent, Command, Prompt, Shortcut
from demo.slack.page import CloudAlarm, CloudRefused
from demo.slack.page_worlds import Published, Pushed
from demo.slack.people import ALERTS, ALICE, BOB, BOT, BOT_ID, GENERAL
from demo.slack.workspace import Workspace
from tests.demo.slack import installed

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.slack.entries import Said, Values

AWS = Command("/aws", "AWS alarms, and what people do about them", "[alarms|test|status|audit|help]")


@dataclass
class QuietSlack:
    """The people's side of the local Slack alone: it keeps the clicks, and posts what is said."""

    workspace: Workspace = field(default_factory=Workspace)
    clicks: list[tuple[str, str, str, str, str | None]] = field(default_factory=list)
    typed: list[tuple[str, str, str, str, str | None]] = field(default_factory=list)
    commands: list[Command] = field(default_factory=lambda: [AWS])
    agent: Agent = field(default_factory=lambda: Agent("Looks into your alarms.", (Prompt("CPU?", "Why?"),)))
    can_be_stopped: bool = True
    stopped: list[tuple[str, str, str]] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    shortcuts: list[Shortcut] = field(default_factory=lambda: [installed.SUMMARIZE, installed.REPORT])
    done: list[tuple[Any, ...]] = field(default_factory=list)  # in modals, with shortcuts, in searches

    async def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> None:
        self.done.append(("shortcut", user, channel, ts, callback_id))

    async def global_shortcut(self, user: str, callback_id: str) -> None:
        self.done.append(("shortcut", user, callback_id))

    async def suggest(self, *asked: str) -> list[dict[str, Any]]:
        self.done.append(("suggest", *asked))
        return [option("checkout-5xx", "checkout")]

    async def suggest_in_view(self, *asked: str) -> list[dict[str, Any]]:
        return await self.suggest(*asked)

    async def submit(self, user: str, view_id: str, values: Values | None = None) -> None:
        self.done.append(("submit", user, view_id, values))

    async def close(self, user: str, view_id: str) -> None:
        self.done.append(("close", user, view_id))

    async def click_in_view(
        self, user: str, view_id: str, action_id: str, value: Said = None, values: Values | None = None
    ) -> None:
        self.done.append(("press", user, view_id, action_id, value, values))

    async def click(self, user: str, channel: str, ts: str, action_id: str, value: str | None = None) -> None:
        self.clicks.append((user, channel, ts, action_id, value))

    async def stop_agent(self, user: str, channel: str, thread_ts: str) -> None:
        session = self.workspace.sessions.get(channel, thread_ts)
        if session is None or session.status != "processing":
            raise NothingToClick(thread_ts)
        self.stopped.append((user, channel, thread_ts))
        self.workspace.sessions.stopped(channel, thread_ts, user, [])

    async def open_dm(self, user: str) -> None:
        self.opened.append(user)

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
    buried: list[str] = field(default_factory=list)
    broken: str = ""
    storming: int = 0
    observers: list[Callable[[Published], None]] = field(default_factory=list)

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

    async def push(self, name: str, *, up: bool) -> Pushed:
        if refusal := self.held[name].unmovable:
            raise CloudRefused(refusal)
        value, state = (93.6, "ALARM") if up else (41.6, "OK")
        points = (*self.held[name].points, (1_795_165_200.0 + len(self.held[name].points), value))
        self.held[name] = replace(self.held[name], state=state, points=points)
        return Pushed(value, state)

    async def bury(self, body: str) -> str:
        self.buried.append(body)
        return f"d-{len(self.buried)}"

    async def storm(self, count: int) -> int:
        self.storming += count
        self.published += [f"storm {number}" for number in range(count)]
        return count

    async def recover(self) -> int:
        recovered, self.storming = self.storming, 0
        return recovered

    def observe(self, observer: Callable[[Published], None]) -> None:
        self.observers.append(observer)

    async def queue(self) -> dict[str, int]:
        return {"waiting": len(self.published), "in_flight": 0, "dead": len(self.buried)}


UPDATED = "2026-11-20T09:00:00+00:00"
ALARMS = (
    CloudAlarm("web-7-cpu-high", "ALARM", "metric", "Web servers slow down", "CPUUtilization > 80", UPDATED),
    CloudAlarm(
        "checkout-5xx",
        "OK",
        "metric",
        "",
        "5XXError ≥ 5",
        UPDATED,
        points=((1_795_161_600.0, 1.0), (1_795_163_400.0, 2.5), (1_795_165_200.0, 2.0)),
        threshold=5.0,
        warns="above",
    ),
    CloudAlarm(
        "checkout-degraded",
        "INSUFFICIENT_DATA",
        "composite",
        "",
        "2 children",
        UPDATED,
        unmovable="A composite alarm has no metric of its own.",
    ),
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
