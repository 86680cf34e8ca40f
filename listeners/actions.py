"""Clicks on a card: 👀 Watching, 🤖 To Bedrock Agent, and what its menu offers."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from listeners import mutes
from listeners.gate import Gate
from services.asking.assistant import Assistant
from services.asking.talk import Question, Thread
from services.desk import AlertDesk
from services.incident import ChannelId, IncidentId, Person
from services.locale.sentences import Sentences
from services.post import Ts
from services.slack.people import Member

Payload = dict[str, Any]


async def watch(action: Payload, person: Person, desk: AlertDesk) -> None:
    await desk.watch(IncidentId(action["value"]), by=person)


async def menu(action: Payload, body: Payload, client: AsyncWebClient, member: Member, gate: Gate) -> None:
    """Do what was chosen: a verb of MENU and an incident, as in `close:<incident>`."""
    verb, _, incident = action["selected_option"]["value"].partition(":")
    given = {"incident": IncidentId(incident), "body": body, "client": client, "member": member}
    await gate.hand_on(MENU[verb], given | {"person": member.person})


async def unwatch(incident: IncidentId, person: Person, desk: AlertDesk) -> None:
    await desk.unwatch(incident, by=person)


async def close(incident: IncidentId, person: Person, desk: AlertDesk) -> None:
    await desk.close(incident, by=person)


MENU: dict[str, Callable[..., Awaitable[None]]] = {
    "mute": mutes.ask,
    "unmute": mutes.end_one,
    "unwatch": unwatch,
    "close": close,
}


async def ask(
    action: Payload, body: Payload, person: Person, assistant: Assistant, sentences: Sentences
) -> None:
    """Ask what every first question is, in the thread of the card."""
    thread = Thread(ChannelId(body["channel"]["id"]), _root(body["message"]))
    incident = IncidentId(action["value"])
    await assistant.ask(Question(sentences.first_question, person, thread, incident))


async def ask_again(action: Payload, person: Person, assistant: Assistant) -> None:
    await assistant.again(Thread.read(action["value"]), by=person)


async def rate(respond: AsyncRespond, sentences: Sentences) -> None:
    """What was thought of it stands in the audit trail."""
    await respond(sentences.rated, response_type="ephemeral", replace_original=False)


def _root(message: Payload) -> Ts:
    """The first message of the thread that *message* stands in, or begins."""
    return Ts(message.get("thread_ts") or message["ts"])
