"""`python -m bot`: read the settings, turn signals into a stop, run. Also `check` and `audit`."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from bot import logs
from bot.errors import StartError
from bot.secret import SecretError
from bot.settings import Settings, SettingsError, read_settings

USAGE = """\
Usage: python -m bot              run
       python -m bot check        try each thing the bot needs  [--json]
       python -m bot audit        who did what  [--since 24h] [--json] [WORD ...]"""


def main(arguments: Sequence[str]) -> int:
    match list(arguments):
        case []:
            return _run()
        case ["check", *rest]:
            from bot import check  # noqa: PLC0415 — each command loads its own

            return check.main(rest)
        case ["audit", *rest]:
            from bot import audit  # noqa: PLC0415

            return audit.main(rest)
        case _:
            print(USAGE, file=sys.stderr)  # noqa: T201 — for the person who starts it
            return 2


def _run() -> int:
    try:
        settings = read_settings()
    except (SettingsError, SecretError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    logs.set_up(settings.log_level)
    return asyncio.run(_until_stopped(settings))


async def _until_stopped(settings: Settings) -> int:
    from bot.app import run  # noqa: PLC0415 — heavy; a wrong setting is told at once
    from bot.deadman import UNWELL  # noqa: PLC0415
    from bot.watching import Unwell  # noqa: PLC0415

    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        await run(settings, stop)
    except StartError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except Unwell:
        return UNWELL
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # a call to AWS that is still on its way would be waited for
