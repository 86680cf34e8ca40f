"""What the bench's processes call things, so that they can be found again."""

from services.incident import ChannelId

CHANNELS = [ChannelId(f"C0BENCH{number:03}") for number in range(20)]
NAME = r"\bbench-(?P<run>[a-z0-9]+)-(?P<number>\d+)\b"


def name(run: str, number: int) -> str:
    return f"bench-{run}-{number:06}"


def channel_of(alarm: str) -> ChannelId:
    """Alarms are spread evenly, in turn."""
    return CHANNELS[int(alarm.rpartition("-")[2]) % len(CHANNELS)]
