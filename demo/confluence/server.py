"""The local Confluence: one site with its API, and pages that one can look at."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self

from aiohttp import web

from demo.confluence.faults import Faults
from demo.confluence.operations import operations
from demo.confluence.pages import web_path
from demo.confluence.rules import Rulebook
from demo.confluence.view import View
from demo.confluence.wiki import ALICE, Wiki
from demo.confluence.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from demo.confluence.faults import Called
    from demo.confluence.wiki import Account, Page

SPACE: Final = "OPS"  # the one that the bot writes into
READ_ONLY_SPACE: Final = "DOCS"
HIDDEN_SPACE: Final = "HR"
USER: Final = "watchbell@example.com"
LARGEST_CALL: Final = 32 * 1024 * 1024
STOP_WITHIN_S: Final = 0.1


class RefusedEdit(ValueError):
    """What a person wrote is no storage format, or more than Confluence takes."""


class LocalConfluence:
    """A Confluence Cloud site of one's own: `async with LocalConfluence() as confluence`.

    It has the spaces OPS, DOCS (which the bot may only read) and HR (which it does not see). *search_lag_s*
    says how far the search index is behind, *scopes* what the token may do (None: everything), *without*
    names rules that it then does not know.
    """

    def __init__(  # noqa: PLR0913 — settings, all of them by name
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        search_lag_s: float = 5.0,
        scopes: Iterable[str] | None = None,
        without: Iterable[str] = (),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._host, self._port = host, port
        self._search_lag_s = search_lag_s
        self._runner: web.AppRunner | None = None
        self.wiki = Wiki(clock)
        self.faults = Faults()
        self.user = USER
        self.token = "AT" + secrets.token_urlsafe(24)
        self.url = ""
        self._rules = Rulebook(without)
        granted = None if scopes is None else frozenset(scopes)
        self._wire = Wire(self.wiki, self._rules, self.faults, self.user, self.token, granted)
        self.wiki.open_space(SPACE, "Operations")
        self.wiki.open_space(READ_ONLY_SPACE, "Documentation", writable=False)
        self.wiki.open_space(HIDDEN_SPACE, "People", seen=False)

    @property
    def environment(self) -> dict[str, str]:
        """What lets the bot find it: its settings, by their names in the environment."""
        return {
            "WIKI_URL": f"{self.url}/wiki",
            "WIKI_USER": self.user,
            "WIKI_API_KEY": self.token,
            "WIKI_SPACE": SPACE,
        }

    @property
    def calls(self) -> list[Called]:
        return list(self.faults.calls)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST_CALL)
        self._wire.add_to(app, operations(self._search_lag_s))
        View(self.wiki).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN_S)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self.url = f"http://{self._host}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    # --- what people see and do

    def page(self, title: str, space: str = SPACE) -> Page | None:
        """Return the page of this title, be it archived."""
        there = self.wiki.space(space)
        return self.wiki.holder(there, title) if there else None

    def pages(self, space: str = SPACE) -> list[Page]:
        """Return the pages of a space, its home page left out."""
        there = self.wiki.space(space)
        return [page for page in self.wiki.pages_in(there) if page.id != there.home] if there else []

    def web_url(self, page: Page) -> str:
        """Return where the page can be looked at."""
        return f"{self.url}/wiki{web_path(page)}"

    def write(self, title: str, body: str, space: str = SPACE, author: Account = ALICE) -> Page:
        """Write a new page by hand; raise RefusedEdit for a body that Confluence would not take."""
        there = self.wiki.space(space)
        if there is None:
            raise RefusedEdit(f"There is no space {space}.")
        self._check(body)
        return self.wiki.create(there, title, body, author=author)

    def edit(
        self, page_id: str, body: str, *, title: str | None = None, message: str = "", author: Account = ALICE
    ) -> Page:
        """Edit a page by hand; raise RefusedEdit for a body that Confluence would not take."""
        self._check(body)
        page = self.wiki.pages[page_id]
        self.wiki.update(page, title or page.title, body, message, author)
        return page

    def archive(self, page_id: str) -> None:
        """Put a page away: it still holds its title, and is no longer found by searching."""
        self.wiki.set_status(self.wiki.pages[page_id], "archived")

    def delete(self, page_id: str) -> None:
        """Throw a page into the bin, where it holds no title."""
        self.wiki.set_status(self.wiki.pages[page_id], "trashed")

    def restore(self, page_id: str) -> None:
        self.wiki.set_status(self.wiki.pages[page_id], "current")

    def _check(self, body: str) -> None:
        try:
            refused = self._rules.judge_body(body)
        except ValueError as error:
            raise RefusedEdit(str(error)) from error
        if refused:
            raise RefusedEdit(refused.words)
