"""`python -m bot check [--json]`: try each thing the bot needs, and say what to do about what fails."""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from bot.checks.agent import check_agent
from bot.checks.aws import check_aws
from bot.checks.finding import Finding, Say
from bot.checks.paper import as_json, as_lines
from bot.checks.slack import check_slack
from bot.checks.store import check_table
from bot.checks.wiki import check_wiki
from bot.logs import set_up
from bot.secret import SecretError
from bot.settings import Settings, SettingsError, read_settings
from services.locale import translations

AT_ONCE = 8  # looks


def main(arguments: Sequence[str]) -> int:
    """Print what was found; 0 unless something failed. Wrong usage ends in argparse's own exit status 2."""
    parser = argparse.ArgumentParser(
        prog="python -m bot check", description="Try each thing the bot needs, and change nothing."
    )
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    options = parser.parse_args(arguments)
    set_up("ERROR")  # to standard error: what is wrong stands in the findings
    findings, say = _found()
    # no-color.org: what the terminal likes is no setting of the bot
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    _print(as_json(findings) if options.json else as_lines(findings, say, coloured=coloured))
    return int(any(one.ok == "failed" for one in findings))


def _print(text: str) -> None:
    """Print it; a terminal that knows no ✓ gets a question mark."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding))  # noqa: T201 — for the person who asked


def _found() -> tuple[list[Finding], Say]:
    try:
        settings = read_settings()
    except (SettingsError, SecretError) as error:
        say = translations("en").gettext
        return _unset(str(error), say), say
    return asyncio.run(check(settings)), translations(settings.bot_language).gettext


async def check(settings: Settings, clock: Callable[[], float] = time.time) -> list[Finding]:
    """Try everything at once; nothing is posted, taken off the queue or written."""
    _ = translations(settings.bot_language).gettext
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="check")
    try:
        loop = asyncio.get_running_loop()
        slack, aws, store, agent, wiki = await asyncio.gather(
            check_slack(settings, clock, _),
            check_aws(settings, pool, clock, _),
            loop.run_in_executor(pool, check_table, settings, _),
            loop.run_in_executor(pool, check_agent, settings, pool, _),
            check_wiki(settings, pool, _),
        )
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [Finding("settings", "ok", _("read, nothing is missing")), *slack, *aws, store, agent, wiki]


def _unset(told: str, _: Say) -> list[Finding]:
    """A finding for each line of what the settings say."""
    return [
        *(_setting(line, _) for line in told.splitlines() if line.strip()),
        Finding("everything else", "skipped", _("not tried before the settings are right")),
    ]


def _setting(line: str, _: Say) -> Finding:
    says, stop, remedy = line.partition(". ")
    name = line.partition(" ")[0].partition("=")[0]
    put_right = _("Put it right in the environment or in .env.")
    return Finding(name, "failed", says + stop.strip(), remedy or put_right)
