"""`/aws alarms | ask | mute | status | dlq | audit | …`: to the person alone, or to all with `share`.

Only what is asked of the assistant is answered for all to see: in a thread of the channel.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import Any

from slack_bolt.async_app import AsyncRespond

from listeners import dead_letters, mutes, summaries
from listeners.answer import Answer
from listeners.gate import Gate, NotAllowed
from services.alarm import State
from services.asking.assistant import Assistant
from services.audit import Trail, span
from services.drill import Drill
from services.incident import ChannelId, Person
from services.locale.sentences import Sentences
from services.overview import AlarmOverview, Filter
from services.slack.heard import heard
from services.slack.people import Member
from services.slack.replies import Replies
from services.status import StatusReport

STATES = {"alarm": State.ALARM, "ok": State.OK, "no-data": State.INSUFFICIENT_DATA}
DAY = timedelta(days=1)

Payload = dict[str, Any]


async def alarms(words: Sequence[str], answer: Answer, overview: AlarmOverview, replies: Replies) -> None:
    state = STATES.get(words[0].lower()) if words else None
    part = " ".join(words[1:] if state else words)
    await answer(replies.overview(await overview.read(Filter(state, part), fresh=True)))


async def ask(words: Sequence[str], channel: ChannelId, person: Person, assistant: Assistant) -> None:
    await assistant.ask_in(channel, person, heard(" ".join(words)))


async def status(answer: Answer, status: StatusReport, replies: Replies) -> None:
    await answer(replies.status(await status.read()))


async def test(answer: Answer, drill: Drill, member: Member, replies: Replies, sentences: Sentences) -> None:
    await answer(sentences.drill_begins)
    await answer(replies.drill(await drill.run(by=member.person.name)))


async def audit(
    words: Sequence[str], answer: Answer, trail: Trail, replies: Replies, sentences: Sentences
) -> None:
    spans = [word for word in words if word[:1].isdigit()]
    unread = [word for word in spans if span(word) is None]
    if unread:
        await answer(sentences.since_when.format(word=unread[0][:40]))
        return
    others = [word for word in words if word not in spans]
    await answer(replies.audit(await trail.deeds(_since(spans), others)))


async def help_(
    words: Sequence[str], answer: Answer, member: Member, replies: Replies, sentences: Sentences
) -> None:
    """What there is; after a word that is none of it, what may have been meant."""
    typed = words[0] if words and words[0] not in COMMANDS else ""
    meant = get_close_matches(typed.lower(), COMMANDS, n=1, cutoff=0.5) if typed else []
    rows = [(f"/aws {name}", sentences.does[name]) for name in COMMANDS if _may(COMMANDS[name], member)]
    await answer(replies.help(rows, typed, f"/aws {meant[0]}" if meant else ""))


@dataclass(frozen=True, slots=True)
class Command:
    function: Callable[..., Awaitable[None]]
    admins_only: bool = False


COMMANDS = {
    "alarms": Command(alarms),
    "ask": Command(ask),
    "mute": Command(mutes.mute),
    "mutes": Command(mutes.mutes_),
    "unmute": Command(mutes.unmute),
    "summarize": Command(summaries.summarize),
    "status": Command(status),
    "dlq": Command(dead_letters.dlq, admins_only=True),
    "test": Command(test, admins_only=True),
    "audit": Command(audit, admins_only=True),
    "help": Command(help_),
}


async def aws(
    command: Payload, respond: AsyncRespond, member: Member, gate: Gate, sentences: Sentences
) -> None:
    """Find the command that was typed, ask for its rights, and hand on to it."""
    words = command.get("text", "").split()
    shared = bool(words) and words[-1].lower() == "share"
    words = words[:-1] if shared else words
    row = COMMANDS.get(words[0].lower()) if words else None
    if row and not _may(row, member):
        raise NotAllowed(sentences.admins_only)
    given = {"words": words[1:] if row else words, "answer": Answer(respond, shared), "member": member}
    place = {"person": member.person, "channel": ChannelId(command["channel_id"])}
    await gate.hand_on(row.function if row else help_, given | place)


async def turn_page(
    action: Payload, respond: AsyncRespond, overview: AlarmOverview, replies: Replies
) -> None:
    """Another page, or another state, in the place of the one that was shown."""
    page = await overview.read(Filter.read(action["value"]))
    await Answer(respond)(replies.overview(page), instead=True)


def _may(command: Command, member: Member) -> bool:
    return member.is_admin or not command.admins_only


def _since(spans: Sequence[str]) -> datetime:
    back = span(spans[0]) if spans else None
    return datetime.now(UTC) - (DAY if back is None else back)
