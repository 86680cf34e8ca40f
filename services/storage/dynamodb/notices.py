"""What the bot says by itself, in DynamoDB: owed like everything else, so that it is shown once."""

from collections.abc import Callable
from dataclasses import dataclass

from services.event import Event
from services.incident import ChannelId
from services.storage.dynamodb.subjects import put_event
from services.storage.dynamodb.table import Table


@dataclass(frozen=True, slots=True)
class DynamoNotices:
    table: Table
    channel: ChannelId
    changed: Callable[[ChannelId], None]  # wakes whoever shows it

    async def put(self, event: Event) -> None:
        """Owe *event* to the channel; one that is there already stays as it is."""
        await self.table.run(lambda unit: put_event(unit, event, [self.channel]))
        self.changed(self.channel)
