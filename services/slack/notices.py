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


def memory_lost(sentences: Sentences, at: datetime) -> Event:
    """What was remembered can't be read any more; what stands in the channels is left as it is."""
    title = sentences.memory_lost
    return Event(EventId(f"memory-lost-{at.isoformat()}"), title, at, source="watchbell")
