"""`python -m tests.services.locale.catalogue`: bring the Korean catalogue up to the source; compile it."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from services.locale import CATALOGUES, DOMAIN

ROOT = Path(__file__).parents[3]
PACKAGES = ("bot", "listeners", "services")
PO = CATALOGUES / "ko" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
WIDTH = 110


class Timeless(Catalog):
    """A catalogue whose header says neither when nor where nor by what it was made."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("Content-Type", "text/plain; charset=utf-8"),
        ]


def extracted() -> Catalog:
    """What the source tree says, as msgids."""
    found = Catalog()
    for package in PACKAGES:
        for path, _, msgid, comments, context in extract_from_dir(ROOT / package):
            where = [(f"{package}/{path}", 0)]
            found.add(msgid, locations=where, auto_comments=comments, context=context)
    return found


def translated() -> Catalog:
    """The Korean catalogue as it stands."""
    with PO.open("rb") as file:
        return read_po(file, locale="ko")


def update() -> None:
    """Add what is new, drop what nobody says any more, keep what was translated."""
    before = translated()
    after = Timeless(locale="ko", header_comment="# Watchbell in Korean.", fuzzy=False)
    for message in extracted():
        if message.id:
            known = before.get(message.id, message.context)
            after.add(message.id, known.string if known else None, locations=message.locations)
    with PO.open("wb") as file:
        write_po(file, after, sort_by_file=True, include_lineno=False, width=WIDTH)
    with MO.open("wb") as file:
        write_mo(file, after)


if __name__ == "__main__":
    update()
