"""Confluence Cloud behind the port *services.reporting.wiki.Wiki*.

https://developer.atlassian.com/cloud/confluence/rest/v2/ for pages; labels and attachments are written
through https://developer.atlassian.com/cloud/confluence/rest/v1/, which has them alone.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from services.confluence.answer import Answer
from services.confluence.filing import Filing
from services.confluence.line import Account, Line, Patience
from services.confluence.stored import Page
from services.reporting.wiki import (
    Attachment,
    Draft,
    Filed,
    PageId,
    PageUrl,
    Space,
    SpaceKey,
    Trouble,
    WikiFailed,
)

log = structlog.get_logger(__name__)

SPACES = "api/v2/spaces"
MOST_SPACES = 250  # of one answer
KEY = re.compile(r"~?[A-Za-z0-9._-]{1,255}")
NO_LABEL = re.compile(r"[^\w-]+")
NO_FILE_NAME = re.compile(r"[^A-Za-z0-9._-]+")
PATIENCE = Patience()
LONGEST_LABEL, LONGEST_FILE_NAME = 100, 100
WEB = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True, slots=True)
class Confluence:
    """Needs a user and a key that may read and write in the space; scoped keys go through the gateway.

    Scopes: read:space, read:page, write:page, write:label and write:attachment, each with :confluence.
    """

    account: Account
    pool: Executor
    patience: Patience = PATIENCE
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def file(self, draft: Draft, space: SpaceKey, known: PageId | None, note: str) -> Filed:
        async with self._line() as line:
            found = await _spaces(line, [space])
            if not found:
                raise WikiFailed(Trouble.NO_SPACE, space)
            page, child_of = await Filing(line, draft, found[0][0], note).file(known)
            left_out = await _belongings(line, page.id, draft)
        log.info("wiki_filed", page=page.id, version=page.version, child_of=child_of, left_out=left_out)
        url = self._url(page)
        return Filed(page.id, url, page.title, page.version, child_of, tuple(left_out))

    async def spaces(self, keys: Sequence[SpaceKey]) -> list[Space]:
        async with self._line() as line:
            found = {space.key: space for _, space in await _spaces(line, keys)}
        return [found[key] for key in keys if key in found] if keys else list(found.values())

    def _url(self, page: Page) -> PageUrl:
        """Where people read it; the gateway's address is not for them, so Confluence says the base."""
        base = page.base if WEB.fullmatch(page.base) else self.account.site.api
        path = page.path if page.path.startswith("/") else f"/pages/viewpage.action?pageId={page.id}"
        return PageUrl(base.rstrip("/") + path)

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[Line]:
        line = Line(self.account, self.pool, self.patience, self.sleep)
        try:
            async with asyncio.timeout(self.patience.whole):
                yield line
        except TimeoutError:
            raise WikiFailed(Trouble.UNREACHABLE, "It took too long.") from None
        finally:
            line.close()


async def _spaces(line: Line, keys: Sequence[SpaceKey]) -> list[tuple[str, Space]]:
    """Those that there are, with their ids; a key that is none asks for nothing."""
    wanted = [key for key in keys if KEY.fullmatch(key)]
    if keys and not wanted:
        return []
    asked = {"keys": ",".join(wanted)} if wanted else {}
    answer = await line.get(SPACES, limit=MOST_SPACES, **asked)
    if not answer.ok:
        raise answer.failure()
    told = [
        (str(one.get("id")), Space(SpaceKey(str(one.get("key"))), str(one.get("name"))))
        for one in answer.results
    ]
    return [one for one in told if not wanted or one[1].key in wanted]


async def _belongings(line: Line, page: PageId, draft: Draft) -> list[str]:
    """What hangs on the page; where something is refused the page is there all the same."""
    left_out = [
        attachment.name
        for attachment in draft.attachments
        if not _took(await _attach(line, page, attachment), attachment.name)
    ]
    labels = [label for one in draft.labels if (label := _label(one))]
    rows = [{"prefix": "global", "name": label} for label in labels]
    if rows and not _took(await line.add(f"rest/api/content/{page}/label", rows), "labels"):
        left_out += labels
    return left_out


async def _attach(line: Line, page: PageId, attachment: Attachment) -> Answer:
    name = NO_FILE_NAME.sub("-", attachment.name)[-LONGEST_FILE_NAME:] or "file"
    parts = {"file": (name, attachment.data, attachment.media_type), "minorEdit": (None, "true")}
    return await line.upload(f"rest/api/content/{page}/child/attachment", parts)


def _took(answer: Answer, what: str) -> bool:
    if not answer.ok:
        log.warning("wiki_left_out", what=what, error=str(answer.failure()))
    return answer.ok


def _label(text: str) -> str:
    return NO_LABEL.sub("-", text.lower()).strip("-")[:LONGEST_LABEL]
