"""One page however often it is filed, by however many at once.

Confluence keeps titles unique in a space, and counts the versions of a page: these two say who was first.
So a filing looks, writes once, and where the outcome is unclear looks again before it writes again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import structlog

from services.confluence.answer import Answer
from services.confluence.elements import cut, legal
from services.confluence.line import Line
from services.confluence.stored import CURRENT, PAGE_ID, Page, read_page
from services.reporting.wiki import Draft, PageId, Trouble, WikiFailed

log = structlog.get_logger(__name__)

PAGES = "api/v2/pages"
LONGEST_TITLE = 255
LONGEST_NOTE = 200
MOST_TITLES = 20
ROUNDS = 20  # of any eight writers at once, one gets through in each
UNCLEAR = 4  # answers, until it is given up
REFUSALS = 2  # of the same write, though nothing has changed that could explain the first

GONE, REFUSED = 404, 400


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft goes: over *page*, or, as long as nobody has the title, into a new one."""

    title: str
    page: Page | None = None
    parent: PageId | None = None
    child_of: PageId | None = None

    @property
    def as_found(self) -> tuple[str, PageId | None, int, PageId | None]:
        page = self.page
        return self.title, page.id if page else None, page.version if page else 0, self.parent


@dataclass(slots=True)
class Filing:
    line: Line
    draft: Draft
    space_id: str
    note: str
    _refused: Counter[tuple[str, PageId | None, int, PageId | None]] = field(default_factory=Counter)
    _taken: set[str] = field(default_factory=set)  # by pages that nobody shows us
    _unclear: int = 0
    _orphan: bool = False  # the parent that was wanted is not to be had

    async def file(self, known: PageId | None) -> tuple[Page, PageId | None]:
        """The page as written, and the one that it had to become a child of. Raise WikiFailed."""
        failure = WikiFailed(Trouble.CONFLICT, "")
        for _ in range(ROUNDS):
            place = await self._look(known)
            answer = await self._write(place)
            if answer.ok and (page := read_page(answer.body)):
                return page, place.child_of
            failure = answer.failure()
            self._weigh(place, answer, failure)
            await self.line.sleep(self.line.patience.pause * self._unclear)
        raise failure

    async def _look(self, known: PageId | None) -> Place:
        above = None
        page = await self._read(known) if known else None
        if page and page.is_ours(self.draft.marker):
            return Place(page.title, page)  # under the name that people may have given it
        if page and page.status == CURRENT:
            above = page.id
        parent = above or (None if self._orphan else self.draft.parent)
        return await self._by_title(parent, above)

    async def _by_title(self, parent: PageId | None, above: PageId | None) -> Place:
        for title in titles(self.draft.title):
            if title in self._taken:
                continue
            held = await self._holding(title)
            ours = [page for page in held if page.is_ours(self.draft.marker)]
            if ours or not held:
                return Place(title, ours[0] if ours else None, parent, above)
        raise WikiFailed(Trouble.CONFLICT, f"{MOST_TITLES} pages of this title are there.")

    async def _holding(self, title: str) -> list[Page]:
        """The pages of this title, those in the archive too: they hold it as well."""
        query = {"space-id": self.space_id, "title": title, "status": ["current", "archived"], "limit": 5}
        answer = await self.line.get(PAGES, **query, **{"body-format": "storage"})
        if not answer.ok:
            raise answer.failure()
        pages = [page for one in answer.results if (page := read_page(one))]
        return [page for page in pages if page.title.casefold() == title.casefold()]

    async def _read(self, page_id: PageId) -> Page | None:
        if not PAGE_ID.fullmatch(page_id):
            return None
        answer = await self.line.get(f"{PAGES}/{page_id}", **{"body-format": "storage"})
        if answer.status == GONE:  # the space was seen just now: it is not the key
            return None
        if not answer.ok:
            raise answer.failure()
        return read_page(answer.body)

    async def _write(self, place: Place) -> Answer:
        body = {"representation": "storage", "value": self.draft.body}
        told = {"status": CURRENT, "title": place.title, "body": body}
        if place.page is None:
            above = {"parentId": place.parent} if place.parent else {}
            return await self.line.write("POST", PAGES, {"spaceId": self.space_id, **told, **above})
        version = {"number": place.page.version + 1, "message": cut(legal(self.note), LONGEST_NOTE)}
        return await self.line.write(
            "PUT", f"{PAGES}/{place.page.id}", {"id": place.page.id, **told, "version": version}
        )

    def _weigh(self, place: Place, answer: Answer, failure: WikiFailed) -> None:
        """Raise *failure* where it is final; another look decides what explains it and what does not."""
        self._unclear += answer.unclear
        if self._unclear < UNCLEAR and (answer.unclear or failure.trouble is Trouble.CONFLICT):
            return
        if answer.status not in {GONE, REFUSED}:
            raise failure
        self._refused[place.as_found] += 1
        if self._refused[place.as_found] < REFUSALS:
            return
        if answer.status == GONE and place.parent and not place.page and not place.child_of:
            log.warning("wiki_parent_missing", parent=place.parent)
            self._orphan = True
        elif place.page is None and "already exists" in failure.detail.lower():
            self._taken.add(place.title)
        else:
            raise failure


def titles(title: str) -> Iterator[str]:
    """*title*, and what it becomes where strangers have it."""
    plain = " ".join(legal(title).split()) or "-"
    yield cut(plain, LONGEST_TITLE)
    for number in range(2, MOST_TITLES + 1):
        end = f" ({number})"
        yield cut(plain, LONGEST_TITLE - len(end)) + end
