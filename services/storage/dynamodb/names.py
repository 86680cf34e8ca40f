"""How items are called: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html."""

import time
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from threading import Lock
from zlib import crc32

from services.alarm import AlarmArn
from services.incident import ChannelId
from services.storage.dynamodb.unit import Key
from services.storming.storm import StormId

ONLY = "-"  # the sk where a partition has one item
LONGEST = 300  # bytes that a name may have inside another: a pk takes 2048, an sk 1024
SHARDS = 4  # partitions for what all machines write: each takes 1,000 writes a second
CHANNELS, MUTES, SILENCES, RETELL, TELL = "CHANNELS", "MUTES", "SILENCES", "RETELL", "TELL"
DAYS, FLAPPING, STORMS = "AUDIT-DAYS", "FLAPPING", "STORMS"
MUTED = "MUTED"  # a mute that is over, by the day
BEYOND = "~"  # after every moment
PAGE = "PAGE#"


def short(name: str) -> str:
    """*name*, or what stands for one that is too long for a key; nobody bounds what a message says."""
    told = name.encode(errors="surrogatepass")
    return name if len(told) <= LONGEST else f"sha256-{sha256(told).hexdigest()}"


def subject(subject_id: str) -> Key:
    return Key(f"SUBJECT#{short(subject_id)}", ONLY)


def line(subject_id: str, seq: int) -> Key:
    return Key(f"SUBJECT#{short(subject_id)}", f"LINE#{seq:08}")


def alarm(arn: AlarmArn) -> Key:
    return Key(f"ALARM#{short(arn)}", ONLY)


def described(arn: AlarmArn) -> Key:
    return Key(f"ALARM#{short(arn)}", "DESCRIBED")


def seen(key: str) -> Key:
    return Key(f"SEEN#{short(key)}", ONLY)


def owed_to(channel: ChannelId) -> str:
    """What is to be posted there."""
    return f"OWED#{channel}"


def stale_in(channel: ChannelId) -> str:
    """What stands there and is to be updated, which has a pace of its own."""
    return f"STALE#{channel}"


def owed_card(channel: ChannelId, urgency: int, n: int, subject_id: str, *, stands: bool) -> Key:
    pk = stale_in(channel) if stands else owed_to(channel)
    return Key(pk, f"{urgency}#{n:020}#{short(subject_id)}")


def owed_line(channel: ChannelId, urgency: int, n: int, subject_id: str, seq: int) -> Key:
    return Key(owed_to(channel), f"{urgency}#{n:020}#{short(subject_id)}#{seq:08}")


def pages_owed_to(channel: ChannelId) -> str:
    """The pages of storms, which are many: they are not in the way of what else there is."""
    return f"OWED-PAGES#{channel}"


def stale_pages_in(channel: ChannelId) -> str:
    return f"STALE-PAGES#{channel}"


def owed_page(channel: ChannelId, urgency: int, n: int, storm: StormId, page: int, *, stands: bool) -> Key:  # noqa: PLR0913 — all that says where it is
    pk = stale_pages_in(channel) if stands else pages_owed_to(channel)
    return Key(pk, f"{urgency}#{n:020}#{storm}#{page:06}")


def all_owed_to(channel: ChannelId) -> tuple[str, ...]:
    """What is to be posted and what is to be updated; then the same of pages."""
    return owed_to(channel), stale_in(channel), pages_owed_to(channel), stale_pages_in(channel)


def page(storm: StormId, number: int) -> Key:
    return Key(subject(storm).pk, f"{PAGE}{number:06}")


def storms_of(channel: ChannelId) -> str:
    """Those that the channel has had, and that may still be told of there."""
    return f"STORMS#{channel}"


def members(storm: StormId) -> str:
    """The alarms of a storm, page by page."""
    return f"STORM#{storm}"


def on_page(number: int) -> str:
    return f"{number:06}#"


def member(storm: StormId, page_number: int, n: int, subject_id: str) -> Key:
    return Key(members(storm), f"{on_page(page_number)}{n:020}#{short(subject_id)}")


def retold(channel: ChannelId) -> str:
    """The notes of what has changed in storms there, and of what has joined them."""
    return f"RETOLD#{channel}"


def note(channel: ChannelId, storm: StormId, page_number: int, about: str, n: int) -> Key:
    return Key(retold(channel), f"{storm}#{page_number:06}#{short(about)}#{n:020}")


def standing(channel: str, ts: str) -> Key:
    return Key(f"CARD#{channel}#{ts}", ONLY)


def held(silence: str) -> str:
    return f"HELD#{short(silence)}"


def opened(subject_id: str) -> Key:
    return Key(f"OPEN#{_shard(subject_id)}", short(subject_id))


def all_opened() -> Iterator[str]:
    return (f"OPEN#{shard}" for shard in range(SHARDS))


def life(kind: str, at: datetime, subject_id: str) -> Key:
    """When an incident BEGAN or ENDED, by the day."""
    return Key(f"{kind}#{on(at)}#{_shard(subject_id)}", f"{moment(at)}#{short(subject_id)}")


def lives(kind: str, day: datetime) -> Iterator[str]:
    return (f"{kind}#{on(day)}#{shard}" for shard in range(SHARDS))


def ended_mute(mute_id: str) -> Key:
    return Key(f"MUTE#{mute_id}", ONLY)


def report(subject_id: str) -> Key:
    return Key(f"REPORT#{short(subject_id)}", ONLY)


def days(kind: str) -> str:
    """Those on which something of the kind was over."""
    return f"{kind}-DAYS"


def moment(at: datetime) -> str:
    """As a text that sorts by time; *at* is UTC, to the microsecond."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds")


def on(at: datetime) -> str:
    """The day, in four digits for its year: what is said from outside may be of any."""
    return at.date().isoformat()


def meta(name: str) -> Key:
    return Key(f"META#{name}", ONLY)


def _shard(name: str) -> int:
    return crc32(name.encode(errors="surrogatepass")) % SHARDS


class Order:
    """Numbers that grow with time, on every machine by its own clock, and never stand still."""

    def __init__(self) -> None:
        self._last, self._lock = 0, Lock()

    def next(self, some: int = 1) -> int:
        """The first of *some* that are nobody else's here."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns())
            first, self._last = self._last, self._last + some
            return first


ORDER = Order()
