"""Retention: steps with pauses between them, each past by its own time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from services.retention import STEP, Past, Retention, Step, keeping
from tests.builders import NOON


@dataclass
class FakeArchive:
    """So many of each, and who was asked for which."""

    past: dict[Past, int] = field(default_factory=dict)
    asked: list[tuple[Past, datetime]] = field(default_factory=list)
    busy: bool = False

    async def forget(self, past: Past, before: datetime, at_most: int, after: str = "") -> Step:
        self.asked.append((past, before))
        left = self.past.get(past, 0)
        gone = min(left, at_most)
        self.past[past] = left - gone
        return Step(gone, f"after {gone}" if left > gone else "")


async def test_each_past_is_forgotten_after_its_own_time():
    archive = FakeArchive()
    await Retention(archive, keeping(incidents=365, audit=400), lambda: NOON).run()
    days = {past: (NOON - before).days for past, before in archive.asked}
    assert days == {Past.INCIDENTS: 365, Past.EVENTS: 365, Past.MUTES: 365, Past.AUDIT: 400, Past.SEEN: 0}


async def test_a_long_past_is_forgotten_in_steps_and_others_have_their_turn_between_two():
    archive, rests = FakeArchive({Past.AUDIT: 3 * STEP + 1}), []

    async def rest(seconds: float) -> None:
        rests.append((seconds, archive.past[Past.AUDIT]))

    with capture_logs() as logs:
        await Retention(archive, keeping(365, 365), lambda: NOON, rest).run()
    assert [left for _, left in rests] == [2 * STEP + 1, STEP + 1, 1]
    assert all(seconds > 0 for seconds, _ in rests)
    assert [(one["past"], one["number"]) for one in logs] == [("audit", 3 * STEP + 1)]


async def test_where_there_is_nothing_to_forget_nobody_waits_and_nothing_is_said():
    async def rest(_: float) -> None:
        raise AssertionError

    with capture_logs() as logs:
        await Retention(FakeArchive(), keeping(365, 365), lambda: NOON + timedelta(1), rest).run()
    assert logs == []
