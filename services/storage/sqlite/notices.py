"""What the bot says by itself, in SQLite: owed like everything else, so that it is shown once and surely."""

from collections.abc import Callable
from dataclasses import dataclass

from services.event import Event
from services.incident import ChannelId
from services.storage.sqlite.database import Database
from services.storage.sqlite.subjects import put_event


@dataclass(frozen=True, slots=True)
class SqliteNotices:
    database: Database
    channel: ChannelId
    changed: Callable[[ChannelId], None]  # wakes whoever shows it

    async def put(self, event: Event) -> None:
        """Owe *event* to the channel; one that is there already stays as it is."""
        await self.database.run(lambda db: put_event(db, event, [self.channel]))
        self.changed(self.channel)
