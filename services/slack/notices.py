"""What the bot says of itself, as events for the channel where it does so."""

import uuid
from datetime import datetime

from services.event import Event, EventId
from services.incident import ChannelId
from services.locale.sentences import Sentences


def channel_refused(sentences: Sentences, channel: ChannelId, at: datetime) -> Event:
    """A channel takes nothing any more; what it was owed stands elsewhere."""
    title = sentences.channel_refused.format(channel=channel)
    return Event(EventId(f"notice-{uuid.uuid4().hex[:12]}"), title, at, source="watchbell")
