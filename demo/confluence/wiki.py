"""What the local Confluence holds: spaces, their pages with all versions, and what hangs on a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final, Literal

from demo.confluence.storage import saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Status = Literal["current", "archived", "trashed"]
LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)
HOLDING_TITLES: Final = ("current", "archived")


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    name: str


BOT: Final = Account("712020:0b0c1d2e", "Watchbell")
ALICE: Final = Account("712020:a11ce000", "Alice")


@dataclass(slots=True)
class Space:
    """A space; *seen* and *writable* say what the bot's account may do there."""

    id: str
    key: str
    name: str
    home: str = ""
    seen: bool = True
    writable: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    title: str
    body: str
    message: str
    author: Account
    at: datetime


@dataclass(frozen=True, slots=True)
class Property:
    id: str
    key: str
    value: Any
    version: int = 1


@dataclass(frozen=True, slots=True)
class Attachment:
    id: str
    name: str
    media_type: str
    data: bytes
    comment: str = ""
    version: int = 1


@dataclass(slots=True)
class Page:
    id: str
    space: Space
    parent: str | None
    versions: list[Version]
    status: Status = "current"
    status_at: datetime = LONG_AGO
    properties: dict[str, Property] = field(default_factory=dict)  # by their key
    labels: dict[str, datetime] = field(default_factory=dict)  # and since when
    attachments: dict[str, Attachment] = field(default_factory=dict)  # by their file name

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    @property
    def title(self) -> str:
        return self.latest.title

    @property
    def body(self) -> str:
        """The latest body in storage format, as Confluence gives it back."""
        return self.latest.body


class Wiki:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.spaces: dict[str, Space] = {}  # by their id
        self.pages: dict[str, Page] = {}  # by their id
        self._ids = count(65_601)

    def new_id(self) -> str:
        return str(next(self._ids))

    def open_space(self, key: str, name: str, *, seen: bool = True, writable: bool = True) -> Space:
        """Make a space with its home page."""
        space = Space(self.new_id(), key, name, seen=seen, writable=writable)
        self.spaces[space.id] = space
        space.home = self.create(space, name, "<p>Everything of this team starts here.</p>", author=ALICE).id
        return space

    def space(self, key: str) -> Space | None:
        return next((space for space in self.spaces.values() if space.key == key), None)

    def pages_in(self, space: Space, status: Iterable[str] = ("current",)) -> list[Page]:
        wanted = frozenset(status)
        return [page for page in self.pages.values() if page.space is space and page.status in wanted]

    def children(self, page_id: str) -> list[Page]:
        return [page for page in self.pages.values() if page.parent == page_id and page.status == "current"]

    def holder(self, space: Space, title: str) -> Page | None:
        """Return the page that holds *title*; an archived one does, one in the bin does not."""
        wanted = title.casefold()
        held = self.pages_in(space, HOLDING_TITLES)
        return next((page for page in held if page.title.casefold() == wanted), None)

    def create(
        self, space: Space, title: str, body: str, *, parent: str | None = None, author: Account = BOT
    ) -> Page:
        first = Version(1, title, saved(body), "", author, self.clock())
        page = Page(self.new_id(), space, parent or space.home or None, [first])
        self.pages[page.id] = page
        return page

    def update(self, page: Page, title: str, body: str, message: str = "", author: Account = BOT) -> None:
        number = page.latest.number + 1
        page.versions.append(Version(number, title, saved(body), message, author, self.clock()))

    def set_status(self, page: Page, status: Status) -> None:
        page.status, page.status_at = status, self.clock()

    def set_property(self, page: Page, key: str, value: object) -> Property:
        old = page.properties.get(key)
        made = Property(old.id, key, value, old.version + 1) if old else Property(self.new_id(), key, value)
        page.properties[key] = made
        return made

    def label(self, page: Page, name: str) -> None:
        page.labels.setdefault(name.lower(), self.clock())

    def attach(self, page: Page, name: str, media_type: str, data: bytes, comment: str = "") -> Attachment:
        """Attach a file, or give the one of this name another version."""
        old = page.attachments.get(name)
        named = (old.id, old.version + 1) if old else (f"att{self.new_id()}", 1)
        made = Attachment(named[0], name, media_type, data, comment, named[1])
        page.attachments[name] = made
        return made
