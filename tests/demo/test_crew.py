"""The demo's bots: started, killed and started anew; who shows what is read where they have it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.children import Child, start_child
from demo.crew import Crew, NoSuchBot
from services.sharing.rota import MemberId
from tests.builders import ALERTS
from tests.fakes import MemoryRota

PATIENT = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def rota() -> MemoryRota:
    return MemoryRota()


@pytest.fixture
async def crew(tmp_path: Path, rota: MemoryRota) -> AsyncIterator[Crew]:
    async def start(name: str, log: Path) -> Child:
        return await start_child(name, PATIENT, {}, log)

    crew = Crew(tmp_path, start, rota)
    for name in ("bot-1", "bot-2"):
        await crew.start(name)
    yield crew
    await crew.stop()


async def enrol(rota: MemoryRota, crew: Crew, name: str) -> MemberId:
    member = MemberId(f"host/{crew.bots[name].pid}/life")
    await rota.beat(member, 1)
    return member


async def test_a_killed_one_is_followed_by_another_and_started_anew(crew: Crew, rota: MemoryRota):
    first, second = await enrol(rota, crew, "bot-1"), await enrol(rota, crew, "bot-2")
    lease = await rota.take(ALERTS, first, None)
    assert [(bot["state"], bot["shows"]) for bot in await crew.look()] == [("runs", [ALERTS]), ("runs", [])]
    await crew.kill("bot-1")
    (killed, _) = await crew.look()
    assert (killed["state"], killed["lost"]) == ("killed", [{"channel": ALERTS, "after": None}])
    await rota.strike(first, 1)
    await rota.take(ALERTS, second, lease)
    (killed, follower) = await crew.look()
    assert killed["lost"][0]["after"] > 0  # type: ignore[index]
    assert follower["shows"] == [ALERTS]
    await crew.start("bot-1")
    assert (await crew.look())[0]["state"] == "starts"
    assert len(crew.logs) == len(set(crew.logs)) == 3


async def test_only_what_runs_is_killed_and_only_what_does_not_is_started(crew: Crew):
    with pytest.raises(NoSuchBot):
        await crew.start("bot-1")
    with pytest.raises(NoSuchBot):
        await crew.kill("bot-9")


async def test_a_bot_that_ends_by_itself_is_told_of_and_a_killed_one_is_not(crew: Crew):
    ended = asyncio.create_task(crew.ended())
    await crew.kill("bot-1")
    done, _ = await asyncio.wait({ended}, timeout=0.2)
    assert not done
    crew.bots["bot-2"].child.process.terminate()
    assert (await asyncio.wait_for(ended, 10)).name == "bot-2"
