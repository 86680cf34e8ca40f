"""The pages as people see them: read only, without a token, by this server's own name alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from aiohttp import web

from demo.confluence import sheets
from demo.slack.page_gate import Gate

if TYPE_CHECKING:
    from demo.confluence.wiki import Page, Wiki

STYLE: Final = Path(__file__).with_name("wiki.css")
ICON: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" '
    b'fill="#0b4fae"/><path d="M3 5l2.4 6L8 6l2.6 5L13 5" fill="none" stroke="#fff"/></svg>'
)
# What browsers show without running anything; every other file is only to be saved.
SHOWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FILE_HEADERS: Final = HEADERS | {"Content-Security-Policy": "default-src 'none'; sandbox"}


class View:
    """The routes for readers."""

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki

    def add_to(self, app: web.Application) -> None:
        gate = Gate("")  # readers need no token; there is nothing here that writes
        for path, handler in (
            ("/wiki", self._home),
            ("/wiki/home", self._home),
            ("/wiki/style.css", self._style),
            ("/wiki/icon.svg", self._icon),
            ("/wiki/spaces/{key}", self._space),
            ("/wiki/spaces/{key}/overview", self._space),
            ("/wiki/spaces/{key}/pages/{id}", self._page),
            ("/wiki/spaces/{key}/pages/{id}/{slug:.*}", self._page),
            ("/wiki/x/{id}", self._short),
            ("/wiki/download/attachments/{id}/{name}", self._file),
        ):
            app.router.add_get(path, gate.open_to_readers(handler))

    async def _home(self, _: web.Request) -> web.Response:
        return _html(sheets.of_site(self._wiki))

    async def _style(self, _: web.Request) -> web.Response:
        return web.Response(
            body=STYLE.read_bytes(), content_type="text/css", charset="utf-8", headers=HEADERS
        )

    async def _icon(self, _: web.Request) -> web.Response:
        return web.Response(body=ICON, content_type="image/svg+xml", headers=FILE_HEADERS)

    async def _space(self, request: web.Request) -> web.Response:
        space = self._wiki.space(request.match_info["key"])
        return _html(sheets.of_space(self._wiki, space)) if space else _nothing(self._wiki)

    async def _page(self, request: web.Request) -> web.Response:
        page = self._found(request)
        if page is None or page.space.key != request.match_info["key"]:
            return _nothing(self._wiki)
        number = request.query.get("version", "")
        version = next((each for each in page.versions if str(each.number) == number), page.latest)
        return _html(sheets.of_page(self._wiki, page, version))

    async def _short(self, request: web.Request) -> web.Response:
        page = self._found(request)
        return _html(sheets.of_page(self._wiki, page, page.latest)) if page else _nothing(self._wiki)

    async def _file(self, request: web.Request) -> web.Response:
        page = self._found(request)
        file = page.attachments.get(request.match_info["name"]) if page else None
        if file is None:
            return _nothing(self._wiki)
        shown = file.media_type in SHOWN
        headers = FILE_HEADERS | {"Content-Disposition": "inline" if shown else "attachment"}
        kind = file.media_type if shown else "application/octet-stream"
        return web.Response(body=file.data, content_type=kind, headers=headers)

    def _found(self, request: web.Request) -> Page | None:
        page = self._wiki.pages.get(request.match_info["id"])
        return page if page and page.status != "trashed" else None


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)


def _nothing(wiki: Wiki) -> web.Response:
    return _html(sheets.of_nothing(wiki), 404)
