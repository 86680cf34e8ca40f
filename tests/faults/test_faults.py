"""The bench runs, can fail, and tells the same story twice."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from services.post import How, Settled
from services.storage.sqlite.backlog import SqliteBacklog
from tests.faults.__main__ import main
from tests.faults.seed import run_seed

QUICK = (2, 3, 4, 6, 10, 12)


@dataclass(frozen=True, slots=True)
class Forgetful(SqliteBacklog):
    """A backlog that does not remember what it has posted."""

    async def settle(self, results: Sequence[Settled]) -> None:
        await SqliteBacklog.settle(self, [one for one in results if one.how is not How.SHOWN])


@dataclass(frozen=True, slots=True)
class Boastful(SqliteBacklog):
    """A backlog that takes everything for shown."""

    async def settle(self, results: Sequence[Settled]) -> None:
        shown = [Settled(one.owed, How.GONE, version=one.owed.version) for one in results]
        await SqliteBacklog.settle(self, shown)


@pytest.mark.parametrize("seed", QUICK)
def test_nothing_is_lost_doubled_or_wrong(seed):
    result = run_seed(seed)
    assert result.good, (result.findings, result.converged, result.crashes)


@pytest.mark.parametrize("broken", [Forgetful, Boastful])
def test_a_store_that_forgets_is_found_out(broken):
    result = run_seed(QUICK[0], broken)
    assert result.findings or result.converged is None


def test_a_seed_tells_the_same_story_twice():
    seed = QUICK[1]
    assert run_seed(seed).story == run_seed(seed).story


def test_a_run_in_which_a_kind_of_fault_never_came_about_fails_where_all_are_asked_for(capsys):
    calm = ["--seed", str(QUICK[0])]
    assert main(calm) == 0
    assert main([*calm, "--all-kinds"]) == 1
    assert "never injected: alarm deleted in alarm, " in capsys.readouterr().out


def test_seeds_are_played_by_several_processes_and_told_in_their_order(capsys):
    assert main(["--first", "3", "--seeds", "2", "--jobs", "2"]) == 0
    told = capsys.readouterr().out
    assert told.index("seed 3: lost 0") < told.index("seed 4: lost 0")
