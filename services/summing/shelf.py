"""Summaries that people have before them: made, posted, filed."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import NewType, Protocol

from services.incident import ChannelId, Person
from services.post import Message
from services.summing.summarizing import Summarizer
from services.summing.summary import Filing, NotFiled, Refusal, Summary, Wanted

SummaryId = NewType("SummaryId", str)
KEPT = 100  # summaries whose buttons work


@dataclass(frozen=True, slots=True)
class Kept:
    """A summary that somebody has before them, and what they have done with it."""

    id: SummaryId
    summary: Summary
    by: Person
    channel: ChannelId  # where they asked
    posted: bool = False
    page: str = ""  # where it is filed
    trouble: str = ""  # why it could not be

    @property
    def may_be_posted(self) -> bool:
        """What stands in a private channel is told there alone."""
        room = self.summary.room
        return room is None or not room.is_private or room.id == self.channel


class Reply(Protocol):
    """How things are told to the one who asked."""

    @property
    def reading(self) -> str:
        """That it takes a while."""

    @property
    def gone(self) -> str:
        """That nothing can be done with a summary any more."""

    @property
    def stays_private(self) -> str:
        """Why it is not shared."""

    def unread(self, word: str) -> str:
        """That nobody knows what *word* asks for."""

    def refused(self, refusal: Refusal) -> str: ...

    def message(self, kept: Kept) -> Message:
        """The summary, with what may be done with it."""

    def shared(self, kept: Kept) -> Message:
        """The summary for all to see."""

    def filed(self, kept: Kept) -> Message:
        """Where its page stands, or why there is none."""


@dataclass(frozen=True, slots=True)
class Summaries:
    """The newest of them, in memory alone: what people write in Slack is not ours to store."""

    summarizer: Summarizer
    reply: Reply
    filing: Filing | None = None
    kept: "OrderedDict[SummaryId, Kept]" = field(default_factory=OrderedDict)

    async def make(self, wanted: Wanted, here: ChannelId, by: Person) -> Kept | Refusal:
        summary = await self.summarizer.summarize(wanted, here, by)
        if isinstance(summary, Refusal):
            return summary
        return self._keep(Kept(SummaryId(secrets.token_hex(8)), summary, by, here))

    def post(self, summary_id: SummaryId, by: Person) -> Kept | None:
        """The summary that is to be posted now; None where it is gone, another's, or posted already."""
        kept = self._of(summary_id, by)
        if kept is None or kept.posted or not kept.may_be_posted:
            return None
        return self._keep(replace(kept, posted=True))

    async def file(self, summary_id: SummaryId, by: Person) -> Kept | None:
        """File it as a page, once; None where it is gone, or another's."""
        kept = self._of(summary_id, by)
        if kept is None or self.filing is None or kept.page:
            return kept
        try:
            page = await self.filing.file_summary(kept.summary, by)
        except NotFiled as error:
            return replace(kept, trouble=str(error))
        return self._keep(replace(kept, page=page))

    def _of(self, summary_id: SummaryId, by: Person) -> Kept | None:
        kept = self.kept.get(summary_id)
        return kept if kept and kept.by.id == by.id else None

    def _keep(self, kept: Kept) -> Kept:
        self.kept[kept.id] = kept
        while len(self.kept) > KEPT:
            self.kept.popitem(last=False)
        return kept
