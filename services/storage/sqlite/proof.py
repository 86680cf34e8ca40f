"""Whether the SQLite store does its work: a little written and read back."""

import sqlite3
from dataclasses import dataclass

from services.desk import StoreUnavailable
from services.health import Ailing
from services.storage.sqlite.database import Database

_PUT = "INSERT OR REPLACE INTO meta (name, value) VALUES ('proof', CAST(random() AS TEXT)) RETURNING value"
# a full disk, or a file that another program holds on to: a new start would find the same
OTHERS = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


@dataclass(frozen=True, slots=True)
class SqliteProof:
    database: Database

    async def prove(self) -> None:
        try:
            await self.database.run(_write_and_read)
        except StoreUnavailable as error:
            code = getattr(error.__cause__, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            raise Ailing(str(error), curable=code not in OTHERS) from error


def _write_and_read(db: sqlite3.Connection) -> None:
    (written,) = db.execute(_PUT).fetchone()
    (read,) = db.execute("SELECT value FROM meta WHERE name = 'proof'").fetchone()
    if read != written:
        raise sqlite3.DatabaseError("what was written is not what is read")
