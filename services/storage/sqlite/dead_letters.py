"""What was told of the dead-letter queue, in SQLite."""

from dataclasses import dataclass

from pydantic import TypeAdapter

from services.dead_letters.watch import Lying
from services.storage.sqlite.database import Database

_LYING = TypeAdapter(Lying)
_NAME = "dead_letters"


@dataclass(frozen=True, slots=True)
class SqliteDeadLetters:
    database: Database

    async def lying(self) -> Lying | None:
        query = "SELECT value FROM meta WHERE name = ?"
        row = await self.database.run(lambda db: db.execute(query, (_NAME,)).fetchone())
        return _LYING.validate_json(row["value"]) if row else None

    async def keep(self, lying: Lying | None) -> None:
        query, values = "DELETE FROM meta WHERE name = ?", [_NAME]
        if lying:
            query = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"
            values.append(_LYING.dump_json(lying).decode())
        await self.database.run(lambda db: db.execute(query, values).close())
