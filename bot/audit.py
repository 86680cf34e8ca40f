"""`python -m bot audit --since 24h --json`: the audit trail for files; works while the bot runs."""

import argparse
import asyncio
import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime

from bot.errors import StartError
from bot.settings import Settings, SettingsError, read_settings
from bot.storage import open_storage
from services.audit import Deed, span
from services.desk import StoreUnavailable
from services.storage.sqlite.trail import read

AT_MOST = 1_000_000


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bot audit", description="Who did what, oldest first.")
    parser.add_argument("words", nargs="*", help="parts of a person, an action or an alarm")
    parser.add_argument("--since", type=moment, default="24h", help="30m, 24h, 7d or 2026-11-20")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = parser.parse_args(arguments)
    try:
        deeds = _deeds(read_settings(), asked.since, asked.words)
    except (SettingsError, StartError, StoreUnavailable, OSError, sqlite3.Error) as error:
        print(f"The audit trail can't be read: {error}", file=sys.stderr)  # noqa: T201 — a command's answer
        return 1
    for deed in reversed(deeds):
        print(_as_json(deed) if asked.json else _as_line(deed))  # noqa: T201
    return 0


def moment(text: str) -> datetime:
    """A moment, told as a span before now or as a date."""
    back = span(text)
    if back is not None:
        return datetime.now(UTC) - back
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"write {text!r} like 30m, 24h, 7d or 2026-11-20") from None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _deeds(settings: Settings, since: datetime, words: Sequence[str]) -> list[Deed]:
    if settings.state_table:
        return asyncio.run(_of_table(settings, since, words))
    path = settings.state_path
    if not path.exists():
        raise OSError(f"there is no {path} yet")
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        db.row_factory = sqlite3.Row
        return read(db, since, words, AT_MOST)


async def _of_table(settings: Settings, since: datetime, words: Sequence[str]) -> list[Deed]:
    storage = open_storage(settings)
    try:
        return await storage.trail.deeds(since, words, AT_MOST)
    finally:
        storage.close()


def _as_json(deed: Deed) -> str:
    row = {
        "at": deed.at.isoformat(),
        "user": deed.person.id,
        "name": deed.person.name,
        "action": deed.action,
        "target": deed.target,
        "outcome": deed.outcome,
    }
    return json.dumps(row, ensure_ascii=False)


def _as_line(deed: Deed) -> str:
    at = deed.at.isoformat(timespec="seconds")
    return f"{at}  {deed.person.name}  {deed.action}  {deed.target}  {deed.outcome}"
