"""`/aws mute prod-* until 18:00 deploy`, `/aws mutes`, `/aws unmute prod-*`, and the buttons for it."""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from listeners.answer import Answer
from services.incident import IncidentId
from services.muting.mute import MuteId
from services.muting.mutes import Mutes
from services.slack.forms import show_form
from services.slack.mute_form import Filled
from services.slack.people import Member
from services.slack.replies import Replies

Payload = dict[str, Any]


async def mute(words: Sequence[str], answer: Answer, member: Member, mutes: Mutes, replies: Replies) -> None:
    """What is muted tells of itself in the channel; who did it gets a word as well."""
    made = await mutes.mute(words, member.person, admin=member.is_admin)
    await answer(replies.muted(made))


async def mutes_(answer: Answer, mutes: Mutes, replies: Replies) -> None:
    await answer(replies.mutes(await mutes.mutes()))


async def unmute(
    words: Sequence[str], answer: Answer, member: Member, mutes: Mutes, replies: Replies
) -> None:
    ended = await mutes.unmute(words, member.person, admin=member.is_admin)
    await answer(replies.unmuted(ended))


async def end(action: Payload, member: Member, mutes: Mutes) -> None:
    await mutes.end(MuteId(action["value"]), member.person, admin=member.is_admin)


async def end_one(incident: IncidentId, member: Member, mutes: Mutes) -> None:
    await mutes.unmute_one(incident, member.person, admin=member.is_admin)


async def ask(
    incident: IncidentId, body: Payload, client: AsyncWebClient, mutes: Mutes, replies: Replies
) -> None:
    """Ask how long, and why."""
    form = replies.mute_form(await mutes.incident(incident))
    await show_form(client, body["trigger_id"], form)


async def submit(ack: AsyncAck, view: Payload, member: Member, mutes: Mutes) -> None:
    """The form closes once it is done; what goes wrong, `errors` says in it."""
    filled = Filled.read(view)
    by, admin = member.person, member.is_admin
    await mutes.mute_one(filled.incident, filled.until, filled.reason, by, admin=admin)
    await ack()
