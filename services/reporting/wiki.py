"""The team's wiki: what is filed there, and how that may fail."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType, Protocol

PageId = NewType("PageId", str)
SpaceKey = NewType("SpaceKey", str)
PageUrl = NewType("PageUrl", str)


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str  # of text with its charset
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A page as it shall be; the wiki finds its own page again by *marker*, which stands in the body."""

    title: str
    body: str  # in Confluence's storage format
    marker: str
    labels: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    parent: PageId | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """A page as it stands; *child_of* is the page below which it had to go, since people own that one now."""

    page: PageId
    url: PageUrl
    title: str
    version: int
    child_of: PageId | None = None
    left_out: tuple[str, ...] = ()  # attachments and labels that the wiki did not take


@dataclass(frozen=True, slots=True)
class Space:
    key: SpaceKey
    name: str


class Trouble(StrEnum):
    """Why nothing was filed, as far as a person can do something about it."""

    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"  # a wrong user or key, or one that may not write here
    NO_SPACE = "no space"
    BUSY = "busy"
    REFUSED = "refused"  # the title or the body
    CONFLICT = "conflict"  # others were faster, each time
    BROKEN = "broken"  # on the wiki's side, or it is no wiki


class WikiFailed(Exception):
    """The wiki did not do it, or may have without saying so; *detail* is what it said of that."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble}: {detail}")
        self.trouble, self.detail = trouble, detail


class Wiki(Protocol):
    async def file(self, draft: Draft, space: SpaceKey, known: PageId | None, note: str) -> Filed:
        """Write *draft* over the page that it had before, else into a new one: one page however often.

        The page *known* is looked for first, whatever it is called by now, then the title. A page without
        the marker is a person's and stays as it is. *note* goes into the page's history. Raise WikiFailed.
        """

    async def spaces(self, keys: Sequence[SpaceKey]) -> list[Space]:
        """Those of *keys* that there are, in this order; all that can be seen where none is named.

        Raise WikiFailed.
        """
