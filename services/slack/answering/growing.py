"""One answer in its thread: streamed while Slack takes the stream, posted where it does not."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import structlog

from services.asking.agent import Step
from services.asking.answer import Answered, Calling, Ending, Looking
from services.asking.talk import Thread
from services.post import Message, SlackError
from services.slack.answering.closing import Closing
from services.slack.answering.flow import Flow
from services.slack.answering.stream import Stream
from services.slack.answering.titles import Titles
from services.slack.text import cut, escaped

log = structlog.get_logger(__name__)

GAP = 1.0  # seconds between two pieces
MARKDOWN = 10_000  # characters of one post; all Markdown of a payload may have 12,000
NOTIFIED = 300  # characters of a post that a notification shows


@dataclass(slots=True)
class GrowingAnswer:
    thread: Thread
    stream: Stream
    flow: Flow
    titles: Titles
    closing: Closing
    post: Callable[[Message], Awaitable[None]]
    left: Callable[[], Awaitable[None]]  # told once it is over
    live: bool = False
    begun: bool = False  # whether some of its text was given
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _written: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self) -> None:
        """Show what comes, as it comes, until the end; what Slack does not take then waits for the end."""
        try:
            while not self._closing.is_set():
                await self._news.wait()
                self._news.clear()
                await self.stream.flush()
                await self._breathe()
        except SlackError as error:
            self._broken(error)
        finally:
            self._written.set()

    async def step(self, step: Looking | Calling | Step) -> None:
        task = self.titles.task(step)
        self.stream.waiting.tasks[task.id] = task
        self._news.set()

    async def say(self, text: str) -> None:
        self._add(self.flow.feed(text))

    async def close(self, ending: Ending) -> None:
        self._add(self.flow.rest())
        self.stream.waiting.title = self.titles.over
        begun = self.begun and not isinstance(ending, Answered)
        message = self.closing.message(ending, self.thread, begun=begun)
        self._closing.set()
        self._news.set()
        try:
            if not (self.live and await self._ended(message)):
                await self._post_rest(message)
        finally:
            await self.left()

    def _add(self, text: str) -> None:
        if text:
            self.stream.waiting.text += text
            self.begun = True
            self._news.set()

    async def _ended(self, message: Message) -> bool:
        """End the stream with *message* below it; say whether Slack took it."""
        await self._written.wait()
        if not self.live:
            return False
        try:
            await self.stream.flush()
            await self.stream.stop(message.blocks)
        except SlackError as error:
            self._broken(error)
        return self.live

    async def _post_rest(self, closing: Message) -> None:
        *whole, last = _pieces(self.stream.waiting.text) or [""]
        try:
            for piece in whole:
                await self.post(_posted(piece, Message("")))
            await self.post(_posted(last, closing))
        except SlackError as error:
            log.error("answer_not_posted", thread=str(self.thread), error=str(error))

    async def _breathe(self) -> None:
        try:
            await asyncio.wait_for(self._closing.wait(), GAP)
        except TimeoutError:
            return

    def _broken(self, error: SlackError) -> None:
        log.warning("stream_broken", thread=str(self.thread), error=str(error))
        self.live = False


def _pieces(text: str) -> list[str]:
    return list(_split(text.strip()))


def _split(text: str) -> Iterator[str]:
    while text:
        end = len(text) if len(text) <= MARKDOWN else max(text.rfind("\n\n", 0, MARKDOWN), MARKDOWN // 2)
        yield text[:end]
        text = text[end:].lstrip("\n")


def _posted(text: str, closing: Message) -> Message:
    said = ({"type": "markdown", "text": text},) if text else ()
    return Message(escaped(cut(text, NOTIFIED)) or closing.text, (*said, *closing.blocks))
