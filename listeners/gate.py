"""Who may: every click, command, mention and message passes here, and leaves its row in the audit trail."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from listeners.services import Services
from listeners.telling import in_form, is_form, is_search, tell
from services.audit import Deed, Ending
from services.incident import Person, UserId
from services.muting.mutes import NotYours
from services.slack.people import Member, PersonUnknown

log = structlog.get_logger(__name__)

# seconds; Bolt looks for an ack every 10 ms, and forgets the one of a listener that fails before it looked
SEEN = 0.03

Listener = Callable[..., Awaitable[Ending | None]]
Payload = Mapping[str, Any]


class NotAllowed(Exception):
    """Somebody may not do that; says so in a sentence for them alone."""


@dataclass(frozen=True, slots=True)
class Gate:
    services: Services

    def __call__(self, function: Listener, action: str) -> Callable[..., Awaitable[None]]:
        """*function* behind the gate: for members only, its arguments handed in by name.

        It is acked at once; but for a form or a search, whose ack is the answer: that is *function*'s.
        """

        async def listener(args: AsyncArgs) -> None:
            began, form, search = time.monotonic(), is_form(args.body), is_search(args.body)
            if not (form or search):
                await args.ack()
            member: Member | None = None
            ending: Ending = "failed"
            answer: dict[str, Any] = {"options": []} if search else {}
            try:
                member = await self._member(args)
                self._admit(member, args)
                ending = await function(**self._asked_for(function, args, member)) or "done"
            except NotAllowed as refusal:
                ending = "refused"
                if form:
                    answer = in_form(str(refusal), args.body)
                elif not search:
                    await tell(str(refusal), args.body, args.respond, args.client)
            except NotYours:
                ending = "refused"
                raise
            finally:
                took = round((time.monotonic() - began) * 1000)
                target = target_of(args.body)
                log.info("asked", action=action, user=user_of(args.body), on=target, ending=ending, ms=took)
                await self._record(args, member, action, ending)
                if ending != "done":
                    await asyncio.sleep(SEEN)
            if (form or search) and args.ack.response is None:
                await args.ack(**answer)

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
        if is_search(args.body):  # each key that is pressed is one, and nothing was done
            return
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
    """What it is about: an incident, what a modal carries first, the words of a command, or the channel."""
    if "actions" in body:
        first = body["actions"][0]
        return str(first.get("value") or (first.get("selected_option") or {}).get("value") or "")
    if "view" in body:
        return str(body["view"].get("private_metadata", ""))[:200].partition(" ")[0]
    if "command" in body:
        return str(body.get("text", ""))[:200]
    return str((body.get("event") or {}).get("channel", ""))
