"""What people wrote in a channel or a thread of Slack, and who may read it.

Follows https://docs.slack.dev/reference/methods/conversations.history, .replies, .info, .members and
https://docs.slack.dev/reference/methods/users.conversations.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from services.asking.talk import Thread
from services.incident import ChannelId, Person, UserId
from services.post import HistoryUnreadable, MessageGone, SlackError
from services.slack.asking import MEMBERS, PacedReader
from services.slack.people import People, PersonUnknown
from services.slack.remarks import Note, noted, remark, spoken_of
from services.summing.summary import Gone, Reading, Room, Unreadable
from services.summing.tally import Stretch

MOST = 1_000  # messages, the newest
PAGE = 200  # as Slack advises
LONG_PAGE = 500  # of a thread, which begins with its oldest
LONGEST_THREAD = 10_000  # messages that are gone through for the newest of them
THREADS = 12  # of a channel that are read, those with the newest messages above
NAMES = 60  # people who are looked up; the others stay ids
LIST = 500  # members or channels of one page


@dataclass(slots=True)
class SlackConversations:
    slack: PacedReader
    people: People
    _me: UserId | None = None

    async def room(self, channel: ChannelId) -> Room | None:
        """The channel, if the bot can see it; what is said to the bot alone is no channel."""
        if channel.startswith("D"):
            return None
        with _unreadable():
            try:
                info = (await self.slack.ask("conversations.info", {"channel": channel}, MEMBERS))["channel"]
            except HistoryUnreadable:
                return None
        private = bool(info.get("is_private") or info.get("is_im") or info.get("is_mpim"))
        return Room(channel, str(info.get("name") or ""), private, bool(info.get("is_member")))

    async def named(self, name: str, by: Person) -> ChannelId | None:
        """The channel of that *name* that *by* or the bot is in."""
        every = {"types": "public_channel,private_channel", "exclude_archived": "true", "limit": LIST}
        with _unreadable():
            for whose in ({"user": by.id}, {}):
                async for page in self.slack.pages("users.conversations", every | whose, MEMBERS):
                    for channel in page.get("channels", ()):
                        if str(channel.get("name", "")).lower() == name:
                            return ChannelId(channel["id"])
        return None

    async def may_read(self, room: Room, by: Person) -> bool:
        """A public channel is open to all members of the workspace; guests get no further than the gate."""
        if not room.is_private:
            return True
        where = {"channel": room.id, "limit": LIST}
        with _unreadable():
            async for page in self.slack.pages("conversations.members", where, MEMBERS):
                if by.id in page.get("members", ()):
                    return True
        return False

    async def read(self, room: Room, stretch: Stretch) -> Reading:
        """What people wrote there in *stretch*, with the threads that hang from it, or Unreadable."""
        since = stretch.since.timestamp()
        with _unreadable():
            await self._be_there(room)
            roots, more = await self._newest(room, since)
            notes = {note.ts: note for note in roots}
            for root in [note for note in roots if note.replies][:THREADS]:
                thread, cut = await self._replies(room.id, root.ts, since)
                notes |= {note.ts: note for note in thread if float(note.ts) >= since}
                more = more or cut
            return await self._reading(notes.values(), more=more)

    async def read_thread(self, room: Room, thread: Thread) -> Reading:
        """What people wrote in *thread*, or Gone where there is none."""
        with _unreadable():
            await self._be_there(room)
            notes, more = await self._replies(room.id, thread.ts)
            if len(notes) == 1 and notes[0].is_reply:  # somebody pointed at an answer
                notes, more = await self._replies(room.id, notes[0].thread)
            return await self._reading(notes, more=more)

    async def _newest(self, room: Room, since: float) -> tuple[list[Note], bool]:
        where = {"channel": room.id, "oldest": f"{since:.6f}", "limit": PAGE}
        notes: list[Note] = []
        async for page in self.slack.pages("conversations.history", where):
            notes += map(noted, page.get("messages", ()))
            if len(notes) >= MOST:
                return notes[:MOST], len(notes) > MOST or bool(page.get("has_more"))
        return notes, False

    async def _replies(self, channel: ChannelId, ts: str, since: float = 0.0) -> tuple[list[Note], bool]:
        """The first message of a thread and its newest answers, and whether any was left out."""
        where = {"channel": channel, "ts": ts, "oldest": f"{since:.6f}", "limit": LONG_PAGE}
        first: list[Note] = []
        newest: deque[Note] = deque(maxlen=MOST - 1)
        count = 0
        async for page in self.slack.pages("conversations.replies", where):
            some = [noted(message) for message in page.get("messages", ())]
            first, rest = (first, some) if first else (some[:1], some[1:])
            newest.extend(rest)
            count += len(rest)
            if count >= LONGEST_THREAD:
                break
        return [*first, *newest], count >= MOST

    async def _reading(self, notes: Iterable[Note], *, more: bool) -> Reading:
        """The cards speak for themselves in the store: what the bot wrote is left out."""
        me = await self._own_id()
        said = [note for note in notes if note.text and note.user != me]
        kept = sorted(said, key=lambda note: float(note.ts))[-MOST:]
        names = await self._names(spoken_of(kept))
        return Reading(tuple(remark(note, names) for note in kept), more or len(said) > MOST)

    async def _names(self, users: list[UserId]) -> dict[UserId, str]:
        names: dict[UserId, str] = {}
        for user in users[:NAMES]:
            with suppress(PersonUnknown):
                names[user] = (await self.people.find(user)).person.name
        return names

    async def _be_there(self, room: Room) -> None:
        """Join a public channel: its messages are told to members alone."""
        if not room.is_member and not room.is_private:
            await self.slack.ask("conversations.join", {"channel": room.id}, MEMBERS, verb="POST")

    async def _own_id(self) -> UserId:
        if not self._me:
            self._me = UserId(str((await self.slack.ask("auth.test", {}, MEMBERS, verb="POST"))["user_id"]))
        return self._me


@contextmanager
def _unreadable() -> Iterator[None]:
    """What Slack's answers mean for a summary."""
    try:
        yield
    except MessageGone as error:
        raise Gone(str(error)) from error
    except SlackError as error:
        raise Unreadable(str(error)) from error
