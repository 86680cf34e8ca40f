"""Clicks on a card: 👀 Watching, 🤖 To Bedrock Agent, 📝 Reporting, and what its menu offers."""

from typing import Any

from slack_bolt.async_app import AsyncRespond

from services.desk import AlertDesk
from services.incident import IncidentId, Person
from services.locale.sentences import Sentences

Payload = dict[str, Any]


async def watch(action: Payload, person: Person, desk: AlertDesk) -> None:
    await desk.watch(IncidentId(action["value"]), by=person)


async def menu(action: Payload, person: Person, desk: AlertDesk) -> None:
    """Do what was chosen: `unwatch:<incident>` or `close:<incident>`."""
    verb, _, incident = action["selected_option"]["value"].partition(":")
    act = {"unwatch": desk.unwatch, "close": desk.close}[verb]
    await act(IncidentId(incident), by=person)


async def ask(respond: AsyncRespond, sentences: Sentences) -> None:
    await respond(sentences.no_agent, response_type="ephemeral", replace_original=False)


async def report(respond: AsyncRespond, sentences: Sentences) -> None:
    await respond(sentences.no_reports, response_type="ephemeral", replace_original=False)
