"""What the assistant needs remembered, in SQLite."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import TypeAdapter

from services.asking.talk import Talk, Thread
from services.storage.owing import TALKED_FOR
from services.storage.sqlite.database import Database

_TALK = TypeAdapter(Talk)


@dataclass(frozen=True, slots=True)
class SqliteTalks:
    database: Database
    clock: Callable[[], float] = time.time

    async def recall(self, thread: Thread) -> Talk | None:
        query = "SELECT doc FROM talk WHERE thread = ?"
        row = await self.database.run(lambda db: db.execute(query, (str(thread),)).fetchone())
        return _TALK.validate_json(row["doc"]) if row else None

    async def remember(self, talk: Talk) -> None:
        now = self.clock()
        values = (str(talk.thread), now, _TALK.dump_json(talk).decode())
        old = (now - TALKED_FOR.total_seconds(),)
        await self.database.run(
            lambda db: (
                db.execute("DELETE FROM talk WHERE at < ?", old),
                db.execute("INSERT OR REPLACE INTO talk (thread, at, doc) VALUES (?, ?, ?)", values),
            )
        )
