"""`python -m tests.bench.bot`: the bot, as it is put together in bot/app.py, but as fast as it can.

`--silent` shows nothing, so that accepting is seen alone; `--profile FILE` keeps where its time went.
"""

import argparse
import asyncio
import cProfile
import math
import pstats
import signal
import threading
from collections.abc import Sequence
from types import FrameType

from bot import logs
from bot.app import run
from bot.settings import read_settings
from services.alarm import Alarm
from services.desk import Notification
from services.incident import ChannelId
from services.post import Owed
from tests.bench.names import CHANNELS, channel_of


class Unlimited:
    def delay(self, owed: Owed) -> float:
        return 0.0

    def took(self, owed: Owed) -> None: ...

    def takes(self, channel: ChannelId, within: float) -> float:
        return math.inf

    def penalise(self, owed: Owed, seconds: float) -> None: ...


class Silent(Unlimited):
    def delay(self, owed: Owed) -> float:
        return math.inf


class Spread:
    """Alarms in turn to twenty channels."""

    def channels(self, notification: Notification) -> Sequence[ChannelId]:
        return [channel_of(notification.name) if isinstance(notification, Alarm) else CHANNELS[0]]


class Profile:
    """cProfile in every thread: each looks at the one it was started in alone."""

    def __init__(self) -> None:
        self._profiles = [cProfile.Profile()]

    def start(self) -> None:
        threading.setprofile(self._in_thread)
        self._profiles[0].enable()

    def save(self, path: str) -> None:
        self._profiles[0].disable()
        stats = pstats.Stats(self._profiles[0])
        for profile in self._profiles[1:]:
            stats.add(profile)
        stats.dump_stats(path)

    def _in_thread(self, frame: FrameType, event: str, argument: object) -> None:
        profile = cProfile.Profile()
        self._profiles.append(profile)
        profile.enable()


async def until_stopped(*, silent: bool) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run(read_settings(), stop, pace=Silent() if silent else Unlimited(), routes=Spread())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--profile", default="")
    options = parser.parse_args()
    logs.set_up("INFO")
    profile = Profile()
    if options.profile:
        profile.start()
    asyncio.run(until_stopped(silent=options.silent))
    if options.profile:
        profile.save(options.profile)


if __name__ == "__main__":
    main()
