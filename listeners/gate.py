"""Who may: every click, command, mention and message passes here, and leaves its row in the audit trail."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from listeners.services import Services
from services.audit import Deed, Ending
from services.incident import Person, UserId
from services.slack.people import Member, PersonUnknown

Listener = Callable[..., Awaitable[None]]
Payload = Mapping[str, Any]


class NotAllowed(Exception):
    """Somebody may not do that; says so in a sentence for them alone."""


@dataclass(frozen=True, slots=True)
class Gate:
    services: Services

    def __call__(self, function: Listener, action: str) -> Listener:
        """*function* behind the gate: acked at once, for members only, its arguments handed in by name."""

        async def listener(args: AsyncArgs) -> None:
            await args.ack()
            member: Member | None = None
            ending: Ending = "failed"
            try:
                member = await self._member(args)
                self._admit(member, args)
                await function(**self._asked_for(function, args, member))
                ending = "done"
            except NotAllowed as refusal:
                ending = "refused"
                await _tell(args, str(refusal))
            finally:
                await self._record(args, member, action, ending)

        return listener

    async def hand_on(self, function: Listener, given: Mapping[str, Any]) -> None:
        """Call *function* with what it asks for by name: what is *given*, and the services."""
        known = self._services() | dict(given)
        await function(**{name: known[name] for name in inspect.signature(function).parameters})

    async def _member(self, args: AsyncArgs) -> Member:
        try:
            return await self.services.people.find(user_of(args.body))
        except PersonUnknown:
            raise NotAllowed(self.services.sentences.person_unknown) from None

    def _admit(self, member: Member, args: AsyncArgs) -> None:
        """Turn guests, bots and people of other companies away."""
        say = self.services.sentences
        if member.is_bot:
            raise NotAllowed("")
        ours = args.context.authorize_result.team_id if args.context.authorize_result else None
        if member.team != ours:
            raise NotAllowed(say.no_strangers)
        if member.is_guest:
            raise NotAllowed(say.no_guests)

    def _asked_for(self, function: Listener, args: AsyncArgs, member: Member) -> dict[str, Any]:
        given = self._services() | {"member": member, "person": member.person, "gate": self}
        names = inspect.signature(function).parameters
        return {name: given[name] if name in given else getattr(args, name) for name in names}

    def _services(self) -> dict[str, Any]:
        return {field.name: getattr(self.services, field.name) for field in fields(self.services)}

    async def _record(self, args: AsyncArgs, member: Member | None, action: str, ending: Ending) -> None:
        user = user_of(args.body)
        person = member.person if member else Person(user, user)
        target = target_of(args.body)
        await self.services.trail.record(Deed(datetime.now(UTC), person, action, target, ending))


def user_of(body: Payload) -> UserId:
    """Who acts, in a click, a command or an event."""
    if "user_id" in body:
        return UserId(body["user_id"])
    return UserId(body["user"]["id"] if "user" in body else body["event"].get("user", ""))


def target_of(body: Payload) -> str:
    """What it is about: an incident, the words of a command, or the channel."""
    if "actions" in body:
        first = body["actions"][0]
        return str(first.get("value") or (first.get("selected_option") or {}).get("value") or "")
    if "command" in body:
        return str(body.get("text", ""))[:200]
    return str((body.get("event") or {}).get("channel", ""))


async def _tell(args: AsyncArgs, sentence: str) -> None:
    if not sentence:
        return
    if args.respond.response_url:
        await args.respond(sentence, response_type="ephemeral", replace_original=False)
        return
    event = args.body["event"]
    if event.get("channel_type") == "im":
        await args.client.chat_postMessage(channel=event["channel"], text=sentence)
    else:
        await args.client.chat_postEphemeral(channel=event["channel"], user=event["user"], text=sentence)
