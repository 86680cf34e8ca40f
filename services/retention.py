"""Retention: what is older than anybody asks for is forgotten, in steps that nothing has to wait for."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

STEP = 25  # rows; no step keeps an alarm waiting for longer than about 20 ms
PAUSE = 0.1  # seconds between two steps: whoever waits for the store comes first


class Past(StrEnum):
    """What there is to forget, in this order: a mute outlives its silences."""

    INCIDENTS = "incidents"  # with their timelines, cards, reports
    EVENTS = "events"  # and the silences of mutes
    MUTES = "mutes"
    AUDIT = "audit"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Step:
    forgotten: int  # of what was asked for, not of its rows
    go_on: str = ""  # where the next step begins; empty where nothing is left


class Archive(Protocol):
    """A store may forget some of it by itself, by a time-to-live: that is not counted here."""

    async def forget(self, past: Past, before: datetime, at_most: int, after: str = "") -> Step:
        """Delete what ended before *before*, about *at_most* rows of it, from *after* on.

        What is open, or not shown yet, stays, and so does the newest incident of an alarm that was heard of,
        or seen in CloudWatch, since. A seen id knows itself when its time is over: *before* is now.
        """


@dataclass(frozen=True, slots=True)
class Retention:
    archive: Archive
    keep: Mapping[Past, timedelta]
    clock: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self) -> None:
        for past in Past:
            await self._forget(past, self.clock() - self.keep[past])

    async def _forget(self, past: Past, before: datetime) -> None:
        step = await self.archive.forget(past, before, STEP)
        forgotten = step.forgotten
        while step.go_on:
            await self.sleep(PAUSE)
            step = await self.archive.forget(past, before, STEP, step.go_on)
            forgotten += step.forgotten
        if forgotten:
            log.info("forgotten", past=past, number=forgotten, before=before.isoformat())


def keeping(incidents: int, audit: int) -> dict[Past, timedelta]:
    """For how long, by two settings in days."""
    stories = dict.fromkeys((Past.INCIDENTS, Past.EVENTS, Past.MUTES), timedelta(days=incidents))
    return {**stories, Past.AUDIT: timedelta(days=audit), Past.SEEN: timedelta()}
