"""The board's store and Slack, as far as it has the shift: what others show it neither sees nor writes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, TypeVar

import structlog

from services.desk import StoreUnavailable
from services.event import Event
from services.incident import ChannelId
from services.post import (
    Backlog,
    Channel,
    How,
    Message,
    OffDuty,
    Owed,
    PostId,
    Settled,
    SlackError,
    Ts,
    Unsure,
    moments,
)
from services.sharing.rota import News
from services.sharing.shifts import Shifts

log = structlog.get_logger(__name__)

AT_ONCE = 5  # a transaction for each: the last must begin before the first is late
Answer = TypeVar("Answer")


class SharedBacklog(Backlog, News, Protocol):
    """A backlog that other bots write as well, one of them perhaps after it was taken for dead."""

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        """Remember that *posts* are about to be written, or raise StoreUnavailable if others have."""

    async def settle_begun(self, results: Sequence[Settled], begun: Mapping[PostId, float]) -> list[Settled]:
        """Remember how writes ended, as far as nobody has gone on since they were *begun*.

        Give those posts that came too late: they stand in Slack beside another bot's.
        """


@dataclass
class DutyBacklog:
    """Follows the Backlog port."""

    backlog: SharedBacklog
    slack: Channel
    shifts: Shifts
    begun: dict[PostId, float] = field(default_factory=dict)

    async def channels(self) -> list[ChannelId]:
        """Those that this bot shows, whatever they are owed: that is asked for often enough."""
        return [one for one in self.shifts.held if self.shifts.shows(one)]

    async def gather(self, channel: ChannelId, few: float, now: datetime) -> None:
        if self.shifts.may_write(channel):
            await self.backlog.gather(channel, few, now)

    async def owed(self, channel: ChannelId, at_most: int) -> list[Owed]:
        few = min(at_most, AT_ONCE)
        return await self.backlog.owed(channel, few) if self.shifts.may_write(channel) else []

    async def told(self, owed: Owed) -> Owed:
        return await self.backlog.told(owed)

    async def intend(self, posts: Sequence[Owed], at: float) -> None:
        """Begin nothing that the lease may not outlast."""
        for owed in posts:
            if not self.shifts.may_write(owed.channel):
                raise StoreUnavailable(f"the lease of {owed.channel} is about to run out")
        for owed, when in moments(posts, at):
            self.shifts.begin(owed)
            self.begun.update(dict.fromkeys(owed.posts, when))
        await self.backlog.intend(posts, at)

    async def settle(self, results: Sequence[Settled]) -> None:
        begun = {post: at for one in results for post, at in self._begun(one.owed)}
        late = await self.backlog.settle_begun(results, begun)
        for one in late:
            await self._take_back(one)
        for one in results:
            for post in one.owed.posts:
                self.begun.pop(post, None)
            if one.how is not How.UNSURE:
                self.shifts.end(one.owed)

    async def move(self, channel: ChannelId, to: ChannelId, notice: Event | None) -> None:
        await self.backlog.move(channel, to, notice)

    def _begun(self, owed: Owed) -> list[tuple[PostId, float]]:
        """When each was begun: just now, or by whomever left it to be looked for."""
        known = dict.fromkeys(owed.posts, owed.intent) if owed.intent is not None else {}
        return list((known | {post: self.begun[post] for post in owed.posts if post in self.begun}).items())

    async def _take_back(self, late: Settled) -> None:
        """We were held up so long that another bot has posted it as well, or has found ours."""
        for ts in await self._doubles(late):
            log.warning("double_taken_back", post=late.owed.id, channel=late.owed.channel, ts=ts)
            await self.slack.delete(late.owed.channel, ts)

    async def _doubles(self, late: Settled) -> list[Ts]:
        """Where a card stands, or a page, the store knows; of lines that stand twice the younger goes."""
        if (late.owed.is_card or late.owed.page) and late.ts:
            return [late.ts]
        try:
            return (await self.slack.find(replace(late.owed, intent=self.begun.get(late.owed.id))))[1:]
        except SlackError as error:
            log.warning("double_not_deleted", post=late.owed.id, error=str(error))
            return []


@dataclass(frozen=True, slots=True)
class DutyChannel:
    """Follows the Channel port."""

    slack: Channel
    shifts: Shifts

    async def post(self, owed: Owed, message: Message) -> Ts:
        return await self._in_time(owed, lambda: self.slack.post(owed, message))

    async def update(self, owed: Owed, message: Message) -> None:
        await self._in_time(owed, lambda: self.slack.update(owed, message))

    async def find(self, owed: Owed) -> list[Ts]:
        return await self.slack.find(owed)

    async def delete(self, channel: ChannelId, ts: Ts) -> None:
        await self.slack.delete(channel, ts)

    async def permalink(self, channel: ChannelId, ts: Ts) -> str:
        return await self.slack.permalink(channel, ts)

    async def _in_time(self, owed: Owed, write: Callable[[], Awaitable[Answer]]) -> Answer:
        """Write while the lease outlasts the request; whoever comes after us may trust in that."""
        longest = self.shifts.terms.request
        if not self.shifts.may_write(owed.channel):
            raise OffDuty(owed.channel)
        self.shifts.begin(owed)
        try:
            async with asyncio.timeout(longest):
                return await write()
        except TimeoutError as error:
            raise Unsure(f"no answer within {longest:g} s") from error
