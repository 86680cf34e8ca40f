"""On a storm's card: 👀 Watch all, 🤖 To Bedrock Agent, 📝 Reporting, and one alarm picked from all."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond

from services.asking.assistant import Assistant
from services.asking.talk import Question, Thread
from services.incident import ChannelId, IncidentId, Person
from services.locale.sentences import Sentences
from services.post import Ts
from services.reporting.form import Errand
from services.reporting.reports import Reports
from services.slack.storm_card import option_label
from services.storming.storm import StormId
from services.storming.storms import Storms

Payload = dict[str, Any]


async def watch(action: Payload, person: Person, storms: Storms) -> None:
    await storms.watch(StormId(action["value"]), by=person)


async def unwatch(action: Payload, person: Person, storms: Storms) -> None:
    await storms.unwatch(StormId(action["value"]), by=person)


async def ask(
    body: Payload, person: Person, storms: Storms, assistant: Assistant, sentences: Sentences
) -> None:
    """Ask what all of them have in common, in the thread of the card."""
    storm = StormId(body["actions"][0]["value"])
    leader = await storms.leader(storm)
    await assistant.ask(Question(sentences.storm_question, person, _thread(body), leader, storm))


async def report(action: Payload, body: Payload, reports: Reports) -> None:
    """One page for all of them; the store knows a storm by its id."""
    await reports.open(Errand(IncidentId(action["value"]), _thread(body)), body["trigger_id"])


async def pick(action: Payload, storms: Storms, respond: AsyncRespond, sentences: Sentences) -> None:
    """Give the chosen alarm a card of its own; who chose it is told where that stands."""
    card = await storms.pick(_storm(action), IncidentId(action["selected_option"]["value"]))
    said = sentences.card_stands.format(card=card) if card else sentences.card_comes
    await respond(said, response_type="ephemeral", replace_original=False)


async def find(ack: AsyncAck, payload: Payload, storms: Storms) -> None:
    """The alarms of the storm whose names have what is typed, as a menu that opens while one types."""
    found = await storms.find(_storm(payload), str(payload.get("value") or ""))
    await ack(options=[_option(option_label(one), one.incident) for one in found])


def _option(label: str, value: str) -> Payload:
    return {"text": {"type": "plain_text", "text": label, "emoji": True}, "value": value}


def _storm(payload: Payload) -> StormId:
    """A menu has no value of its own: its block's id says which storm it is about."""
    return StormId(str(payload["block_id"]).split(":")[1])


def _thread(body: Payload) -> Thread:
    return Thread(
        ChannelId(body["channel"]["id"]), Ts(body["message"].get("thread_ts") or body["message"]["ts"])
    )
