"""`python -m tests.bench`, or `./dev bench`: how fast the bot is, as a table and as JSON.

Most figures stand beside those of a bare loop that receives, posts and deletes, measured in the same run;
the local Slack and the local AWS are processes of their own and answer at once.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot import logs
from tests.bench import flow
from tests.bench.asking import waiting
from tests.bench.figures import Figure, machine, table
from tests.bench.latency import latency
from tests.bench.past import past
from tests.bench.process import process
from tests.bench.reading import figures_of_a_day, thread
from tests.bench.scale import scale
from tests.bench.storm import storm
from tests.bench.world import BenchFailed, World, world


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    alarms: int = 5000
    commands: int = 5000  # alarms, while somebody types
    steady: int = 400  # alarms, 20 a second
    idle: float = 20.0  # seconds
    past: int = 1_000_000  # incidents
    now: int = 1000  # alarms after that past
    asking: int = 30  # slow answers at once
    scale: float = 15.0  # seconds for each number of bots
    thread: int = 1000  # answers in the thread that is summed up
    storm: int = 10_000  # alarms, as fast as they can be published


QUICK = Size(
    alarms=600,
    commands=600,
    steady=60,
    idle=3.0,
    past=20_000,
    now=200,
    asking=6,
    thread=200,
    scale=3.0,
    storm=600,
)

Bench = Callable[[World, Size], Awaitable[Sequence[Figure]]]


async def _flow(world: World, size: Size) -> Sequence[Figure]:
    shown = await flow.throughput(world, size.alarms)
    return [shown, await flow.accept(world, size.alarms, shown.bare)]


async def _ack(world: World, size: Size) -> Sequence[Figure]:
    return [await flow.acks(world, size.commands)]


async def _latency(world: World, size: Size) -> Sequence[Figure]:
    return await latency(world, size.steady)


async def _process(world: World, size: Size) -> Sequence[Figure]:
    return await process(world, size.idle)


async def _past(world: World, size: Size) -> Sequence[Figure]:
    return await past(world.folder, size.past, size.now)


async def _asking(world: World, size: Size) -> Sequence[Figure]:
    return await waiting(world, size.asking)


async def _reading(world: World, size: Size) -> Sequence[Figure]:
    return [*await thread(size.thread), *await figures_of_a_day(world.folder, size.past)]


async def _storm(world: World, size: Size) -> Sequence[Figure]:
    return await storm(world, size.storm)


async def _scale(world: World, size: Size) -> Sequence[Figure]:
    return await scale(world, size.scale)


BENCHES: dict[str, Bench] = {
    "throughput": _flow,
    "latency": _latency,
    "ack": _ack,
    "process": _process,
    "past": _past,
    "asking": _asking,
    "reading": _reading,
    "storm": _storm,
    "scale": _scale,
}


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    logs.set_up("WARNING")
    try:
        asyncio.run(_run(options))
    except BenchFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=BENCHES, default=list(BENCHES), metavar="NAME", help=", ".join(BENCHES)
    )
    parser.add_argument("--quick", action="store_true", help="less of everything, to try it out")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), metavar="PATH")
    parser.add_argument("--profile", action="store_true", help="where the time goes, instead")
    return parser.parse_args(arguments)


async def _run(options: argparse.Namespace) -> None:
    size = QUICK if options.quick else Size()
    with tempfile.TemporaryDirectory(prefix="watchbell-bench-") as folder:
        async with world(Path(folder)) as stage:
            if options.profile:
                await flow.profile(stage, size.alarms)
            else:
                await _measure(stage, size, options)


async def _measure(stage: World, size: Size, options: argparse.Namespace) -> None:
    figures: list[Figure] = []
    before = machine()
    for name in options.only:
        sys.stderr.write(f"{name} …\n")
        figures += await BENCHES[name](stage, size)
    measured = {"machine": before, "load_after": machine()["load"], "quick": options.quick}
    told = measured | {"figures": [figure.as_json() for figure in figures]}
    options.json.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    about = "{cores} cores, Python {python}, {system}, load {load} before it began".format(**before)
    sys.stdout.write(f"\n{table(figures)}\n\n{about}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
