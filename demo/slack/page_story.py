"""The story on the page: what of it is shown, and what people may do with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from demo.slack.page_gate import Handler, Refusal, answer, read_form
from demo.slack.people import ALERTS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from demo.slack.page_gate import Gate
    from demo.slack.page_stream import Streams

EVENT: Final = "story"
WISH_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class Scene:
    """What the page shows of the story; *card* is the message that the caption speaks of."""

    phase: Literal["waiting", "playing", "paused", "ended", "broken"]
    step: int = 0
    of: int = 0
    caption: str = ""
    channel: str = ALERTS
    card: str | None = None


class Story(Protocol):
    @property
    def scene(self) -> Scene: ...
    def observe(self, observer: Callable[[Scene], None]) -> None: ...
    def begin(self) -> None: ...
    def turn(self) -> None: ...
    def make_way(self) -> None: ...
    def go_on(self) -> None: ...
    def end(self) -> None: ...
    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class StoryRoutes:
    """The way between one story, if there is one, and every open page."""

    story: Story | None

    def add_to(self, app: web.Application, gate: Gate, streams: Streams) -> None:
        if self.story is None:
            return
        self.story.observe(lambda scene: streams.tell(EVENT, asdict(scene)))
        app.router.add_post("/page/story", gate.behind_token(_taking_wishes(self.story)))
        app.on_shutdown.append(_closing(self.story))

    def begun_by(self, handler: Handler) -> Handler:
        """Begin the story when a page is open to see it."""
        return handler if self.story is None else _after(self.story.begin, handler)

    def making_way_for(self, handler: Handler) -> Handler:
        """Let the story wait when somebody does something of their own."""
        return handler if self.story is None else _after(self.story.make_way, handler)


def _after(first: Callable[[], None], handler: Handler) -> Handler:
    async def handled(request: web.Request) -> web.StreamResponse:
        first()
        return await handler(request)

    return handled


def _taking_wishes(story: Story) -> Handler:
    wishes = {"turn": story.turn, "go_on": story.go_on, "end": story.end}

    async def taken(request: web.Request) -> web.StreamResponse:
        wish = (await read_form(request, "wish")).text("wish", WISH_LIMIT)
        if wish not in wishes:
            raise Refusal("A story can turn, go_on or end.")
        wishes[wish]()
        return answer({"ok": True})

    return taken


def _closing(story: Story) -> Callable[[web.Application], Awaitable[None]]:
    async def closed(_: web.Application) -> None:
        await story.close()

    return closed
