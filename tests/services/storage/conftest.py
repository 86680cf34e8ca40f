"""The tests of the store itself, over each that there is."""

from collections.abc import Iterator

import pytest

from bot.storage import Storage
from services.incident import IncidentId
from services.record import Known, Step, take
from tests.builders import NOON
from tests.fakes import Clock
from tests.services.conftest import Opening


@pytest.fixture(params=["sqlite", "memory", "moto", "ministack"])
def store(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON.timestamp())


@pytest.fixture
def storage(opening: Opening, clock: Clock) -> Iterator[Storage]:
    opened = opening(clock)
    yield opened
    opened.close()


def decide(known: Known, said) -> Step:
    return take(known, said, lambda: IncidentId(f"i-{said.name}"))
