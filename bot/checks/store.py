"""The store: looked at without changing it, a running bot's included."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.checks.finding import Finding, Say
from bot.errors import StartError
from bot.settings import Settings
from bot.storage import dynamo_client
from services.storage.dynamodb.opening import TableMissing, TableUnusable, look_at
from services.storage.sqlite.schema import MIGRATIONS


def check_store(path: Path, _: Say) -> Finding:
    try:
        folder = _first_that_exists(path.absolute().parent)
        writable = folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
        there = path.exists()
    except OSError as error:
        return _refused(path, error.strerror or str(error), _)
    if not writable:
        says = _("{folder} is no folder that can be written to").format(folder=folder)
        remedy = _("Let the bot's user write there, or set STATE_URL to a file elsewhere.")
        return Finding("store", "failed", says, remedy)
    if not there:
        return Finding("store", "ok", _("{path} will be made").format(path=path))
    return _look_inside(path, _)


def check_table(settings: Settings, _: Say) -> Finding:
    """The table, if it is one, or the file."""
    name = settings.state_table
    if not name:
        return check_store(settings.state_path, _)
    try:
        look_at(dynamo_client(settings), name)
    except TableMissing as error:
        remedy = _("Deploy infra/watchbell.yml with SharedState=true, and take its TableName for STATE_URL.")
        return Finding("store", "failed", str(error), remedy)
    except (TableUnusable, StartError) as error:
        remedy = _("Let the bot's role describe, read and write the table, or set STATE_URL to another.")
        return Finding("store", "failed", str(error), remedy)
    return Finding("store", "ok", _("the DynamoDB table {name} is there").format(name=name))


def _first_that_exists(folder: Path) -> Path:
    return next((one for one in (folder, *folder.parents) if one.exists()), folder)


def _look_inside(path: Path, _: Say) -> Finding:
    try:
        version = _format_of(path)
    except sqlite3.Error as error:
        return _refused(path, str(error), _)
    if not os.access(path, os.W_OK):
        return _refused(path, _("it may not be written to"), _)
    if version > len(MIGRATIONS):
        says = _("{path} was written by a newer Watchbell (format {version})")
        remedy = _("Run that version, or set STATE_URL to another file.")
        return Finding("store", "failed", says.format(path=path, version=version), remedy)
    if version < len(MIGRATIONS):
        says = _("{path}, format {version}; the next start brings it to {newest}")
        return Finding("store", "ok", says.format(path=path, version=version, newest=len(MIGRATIONS)))
    return Finding("store", "ok", _("{path}, format {version}").format(path=path, version=version))


def _format_of(path: Path) -> int:
    # without a -wal nobody has it open, and immutable keeps SQLite from leaving one behind
    alone = not path.with_name(path.name + "-wal").exists()
    address = f"file:{quote(str(path.absolute()))}?mode=ro" + ("&immutable=1" if alone else "")
    with closing(sqlite3.connect(address, uri=True, timeout=1)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return int(version)


def _refused(path: Path, error: str, _: Say) -> Finding:
    says = _("{path} can't be used: {error}").format(path=path, error=error)
    remedy = _("Let the bot's user read and write it, put a backup in its place, or set STATE_URL anew.")
    return Finding("store", "failed", says, remedy)
