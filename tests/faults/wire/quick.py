"""`python -m tests.faults.wire.quick`: the bot as it is, but Slack's seconds pass faster for its pace."""

import asyncio
import signal
import time

from bot import logs
from bot.app import run
from bot.settings import read_settings
from services.incident import ChannelId
from services.post import Owed
from services.slack.pace import Pacer

TIMES = 20.0
BEFORE_A_STORM = 4.0


class Quick:
    """The bot's own pace, on a faster clock."""

    def __init__(self) -> None:
        self._pace = Pacer(lambda: time.monotonic() * TIMES)

    def delay(self, owed: Owed) -> float:
        return self._pace.delay(owed) / TIMES

    def took(self, owed: Owed) -> None:
        self._pace.took(owed)

    def takes(self, channel: ChannelId, within: float) -> float:
        """A burst is still more than it takes."""
        return self._pace.takes(channel, within * BEFORE_A_STORM)

    def penalise(self, owed: Owed, seconds: float) -> None:
        """Slack's own word is kept."""
        self._pace.penalise(owed, seconds * TIMES)


async def until_stopped() -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run(read_settings(), stop, pace=Quick())


if __name__ == "__main__":
    logs.set_up("INFO")
    asyncio.run(until_stopped())
