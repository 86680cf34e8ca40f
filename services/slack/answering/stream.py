"""One streamed message after the other in a thread: what waits is shown at the pace that Slack allows.

Follows https://docs.slack.dev/reference/methods/chat.startStream, chat.appendStream and chat.stopStream.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from services.asking.talk import Thread
from services.incident import UserId
from services.post import Block, Ts
from services.slack.answering.titles import Task
from services.slack.pace import APPENDS, STARTS, STOPS
from services.slack.paced import PacedClient

# Beyond about 3,000 characters and two dozen tasks a stream was refused with msg_too_long: a task seems to
# weigh as much as 400 characters, and 12,000 are too many.
TEXT, WEIGHT, TASK = 2_600, 11_000, 400
FENCE = "```"
LIFE = 270.0  # seconds; Slack ends a stream about five minutes after its start


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes out in one call."""

    title: str = ""  # of the plan
    tasks: tuple[Task, ...] = ()
    text: str = ""

    def chunks(self) -> list[dict[str, Any]]:
        titled = [{"type": "plan_update", "title": self.title}] if self.title else []
        said = [{"type": "markdown_text", "text": self.text}] if self.text else []
        return [*titled, *(task.chunk() for task in self.tasks), *said]

    @property
    def weight(self) -> int:
        return len(self.text) + sum(TASK + len(task.detail) for task in self.tasks)


@dataclass(slots=True)
class Waiting:
    """What is not shown yet; it leaves only once it was shown."""

    title: str = ""
    tasks: dict[str, Task] = field(default_factory=dict)
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.title or self.tasks or self.text)

    def next(self, room: int, *, begun: bool = False) -> Piece:
        """As much as has room; of a message that has *begun*, no more than whole paragraphs."""
        return Piece(
            self.title, tuple(self.tasks.values()), self.text[: fitting(self.text, room, begun=begun)]
        )

    def shown(self, piece: Piece) -> None:
        self.title = "" if self.title == piece.title else self.title
        for task in piece.tasks:
            if self.tasks.get(task.id) == task:  # and was not changed meanwhile
                del self.tasks[task.id]
        self.text = self.text[len(piece.text) :]


def fitting(text: str, room: int, *, begun: bool) -> int:
    """How many characters of *text* go into a message that has *room*, without tearing what belongs together.

    A message ends between two paragraphs, and in no fence; one that has not *begun* takes a part of a
    paragraph that is too long for any.
    """
    if len(text) <= room:
        return len(text)
    for mark in ("\n\n",) if begun else ("\n\n", "\n", " "):
        end = text.rfind(mark, 1, room)
        while end > 0 and text.count(FENCE, 0, end) % 2:
            end = text.rfind(mark, 1, end)
        if end > 0:
            return min(end + len(mark), room)
    return 0 if begun else room


@dataclass(slots=True)
class Stream:
    slack: PacedClient
    thread: Thread
    asker: UserId
    team: str
    waiting: Waiting = field(default_factory=Waiting)
    ts: Ts | None = None  # of the message that grows now
    begun: float = 0.0
    used: int = 0  # characters of it
    weight: int = 0
    open: dict[str, Task] = field(default_factory=dict)  # tasks that it shows as under way

    async def start(self) -> None:
        """Begin a message with what waits; raises like `services.slack.answers.translate`."""
        piece = self.waiting.next(TEXT)
        fields = {
            "channel": self.thread.channel,
            "thread_ts": self.thread.ts,
            "recipient_user_id": self.asker,
            "recipient_team_id": self.team,
            "task_display_mode": "plan",
            "chunks": piece.chunks(),
        }
        answer = await self.slack.call("chat.startStream", STARTS, fields)
        self.ts, self.begun = Ts(str(answer["ts"])), self.slack.pace.clock()
        self.used = self.weight = 0
        self._showed(piece)

    async def flush(self) -> None:
        """Show everything that waits, in as many messages as it needs."""
        while self.waiting:
            if self._is_full():
                await self._roll_over()
            else:
                await self._append(self._next())

    async def stop(self, blocks: tuple[Block, ...] = ()) -> None:
        """End the message that grows, with *blocks* below it."""
        last = {"blocks": list(blocks), "session_status": "active"} if blocks else {}
        fields = {"channel": self.thread.channel, "ts": self.ts, **last}
        await self.slack.call("chat.stopStream", STOPS, fields)
        self.ts = None

    def _is_full(self) -> bool:
        old = self.slack.pace.clock() - self.begun > LIFE
        return old or self.weight >= WEIGHT or bool(self.waiting.text and not self._next().text)

    def _next(self) -> Piece:
        return self.waiting.next(TEXT - self.used, begun=self.used > 0)

    async def _roll_over(self) -> None:
        """Go on in a new message; a task that is under way goes on there, and does not look failed here."""
        if self.open:
            await self._append(
                Piece(tasks=tuple(replace(one, state="complete") for one in self.open.values()))
            )
        await self.stop()
        await self.start()

    async def _append(self, piece: Piece) -> None:
        fields = {"channel": self.thread.channel, "ts": self.ts, "chunks": piece.chunks()}
        await self.slack.call("chat.appendStream", APPENDS, fields)
        self._showed(piece)

    def _showed(self, piece: Piece) -> None:
        self.waiting.shown(piece)
        self.used += len(piece.text)
        self.weight += piece.weight
        for task in piece.tasks:
            self.open.pop(task.id, None)
            if task.state == "in_progress":
                self.open[task.id] = task
