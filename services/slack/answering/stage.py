"""Where answers appear: streamed into their threads, at most five at once; any further one as a post."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog

from services.asking.answer import Answering, CannotAnswerHere
from services.asking.talk import Question, Thread
from services.incident import ChannelId, Person
from services.post import ChannelRefused, Message, SlackError, Ts
from services.slack.answering.closing import Closing
from services.slack.answering.flow import Flow
from services.slack.answering.growing import GrowingAnswer
from services.slack.answering.stream import Stream
from services.slack.answering.titles import Titles
from services.slack.answers import FAILURES, code_of
from services.slack.pace import POSTS, STARTS
from services.slack.paced import PacedClient
from services.slack.rich_text import fill, joined, lines, quote, rich_text, section, spoken, words
from services.slack.speech import Speech

log = structlog.get_logger(__name__)

LIVE = 5  # streams at once: 100 pieces a minute are all that the whole app may send
PATIENCE = 3.0  # seconds that a stream may wait for its start; where it is more, the answer is a post
ASKED = 2_000  # characters of a question that are shown

Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


@dataclass(slots=True)
class SlackStage:
    """Follows https://docs.slack.dev/ai/agent-sessions and https://docs.slack.dev/reference/methods."""

    slack: PacedClient
    speech: Speech
    safe: Callable[[str], str]  # a model's Markdown, made safe
    spawn: Spawn
    live: set[Thread] = field(default_factory=set)
    _team: str = ""

    async def begin(self, channel: ChannelId, by: Person, text: str) -> Thread:
        """Say in *channel* who asks what, for the answer to stand below it; or raise CannotAnswerHere."""
        tr = self.speech.tr
        head = fill(tr.gettext("❓ {person} asks:"), person=words(by.name, 80, bold=True))
        asked = lines(text, ASKED)
        said = Message(spoken(joined([head, asked])), tuple(rich_text(section(head), quote(asked))))
        try:
            return Thread(channel, await self._post(channel, None, said))
        except SlackError as error:
            raise CannotAnswerHere(str(error)) from error

    async def open(self, question: Question) -> Answering:
        """Begin an answer where it was asked, or raise CannotAnswerHere."""
        tr, thread = self.speech.tr, question.thread
        stream = Stream(self.slack, thread, question.by.id, await self._our_team())
        stream.waiting.title = tr.gettext("Looking into it")
        answer = GrowingAnswer(
            thread,
            stream,
            Flow(self.safe),
            Titles(tr),
            Closing(tr),
            post=partial(self._reply, thread),
            left=partial(self._leave, thread),
        )
        if self._may_stream():
            self.live.add(thread)
            await self._go_live(answer)
        self.spawn(self._status(thread, "processing"))
        return answer

    def _may_stream(self) -> bool:
        soon = self.slack.pace.wait(("chat.startStream", ""), STARTS) <= PATIENCE
        return soon and len(self.live) < LIVE

    async def _go_live(self, answer: GrowingAnswer) -> None:
        try:
            await answer.stream.start()
        except ChannelRefused as error:
            self.live.discard(answer.thread)
            raise CannotAnswerHere(str(error)) from error
        except SlackError as error:
            log.warning("stream_not_started", thread=str(answer.thread), error=str(error))
            return
        answer.live = True
        self.spawn(answer.write())

    async def _leave(self, thread: Thread) -> None:
        self.live.discard(thread)
        await self._status(thread, "active")

    async def _reply(self, thread: Thread, message: Message) -> None:
        await self._post(thread.channel, thread.ts, message)

    async def _post(self, channel: ChannelId, thread: Ts | None, message: Message) -> Ts:
        fields = {
            "channel": channel,
            "text": message.text,
            "blocks": list(message.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
            **({"thread_ts": thread} if thread else {}),
        }
        answer = await self.slack.call("chat.postMessage", POSTS, fields, key=("post", channel))
        return Ts(str(answer["ts"]))

    async def _status(self, thread: Thread, status: str) -> None:
        """Show, and let people stop, what is under way; a workspace without agent sessions goes without."""
        try:
            await self.slack.client.agents_sessions_setStatus(
                channel_id=thread.channel, thread_ts=thread.ts, status=status
            )
        except FAILURES as error:
            log.info("session_status_not_set", thread=str(thread), error=code_of(error))

    async def _our_team(self) -> str:
        if not self._team:
            try:
                self._team = str((await self.slack.client.auth_test()).get("team_id", ""))
            except FAILURES as error:
                raise CannotAnswerHere(code_of(error)) from error
        return self._team
