"""What the process knows of itself: its account and region, its version, its connection, its clock."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tomllib import loads

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

from bot.settings import Settings
from services.alarm import AlarmArn, Place

SOUND = 15.0  # seconds since the last pong; one is due every three
PARTITIONS = {"cn": "aws-cn", "us-gov": "aws-us-gov"}


def now() -> datetime:
    return datetime.now(UTC)


def _version() -> str:
    try:
        return version("watchbell")
    except PackageNotFoundError:  # run from its own folder, as it is meant to be
        pyproject = Path(__file__).parents[1] / "pyproject.toml"
        return str(loads(pyproject.read_text(encoding="utf-8"))["project"]["version"])


VERSION = _version()


def home(settings: Settings, region: str) -> Place:
    """The account and region of the queue, which are those of the alarms that it can look up."""
    named = settings.alarm_queue_url.rstrip("/").split("/")
    account = named[-2] if len(named) > 1 and named[-2].isdecimal() else ""
    starts = (partition for prefix, partition in PARTITIONS.items() if region.startswith(f"{prefix}-"))
    return Place(next(starts, "aws"), region, account)


def alarm_arn(place: Place, name: str) -> AlarmArn:
    return AlarmArn(f"arn:{place.partition}:cloudwatch:{place.region}:{place.account}:alarm:{name}")


@dataclass(frozen=True, slots=True)
class Pulse:
    """The Socket Mode connection, as it says itself."""

    socket: AsyncSocketModeHandler

    def connected(self) -> bool:
        session = self.socket.client.current_session
        return session is not None and not session.closed and not self.socket.client.stale

    def pong_ago(self) -> float | None:
        last = self.socket.client.last_ping_pong_time
        return max(0.0, time.time() - last) if last else None

    def is_sound(self) -> bool:
        """Connected, and heard of lately: a session may well look open and be dead."""
        ago = self.pong_ago()
        return self.connected() and ago is not None and ago < SOUND

    async def renew(self) -> None:
        """Another connection in the place of this one, or an error; it may well hang."""
        client = self.socket.client
        try:
            await client.connect_to_new_endpoint(force=True)
        finally:  # given up half-way, it would never try by itself again
            client.auto_reconnect_enabled = client.default_auto_reconnect_enabled
