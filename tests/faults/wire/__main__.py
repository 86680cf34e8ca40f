"""`python -m tests.faults.wire --seeds N [--seed K]`: the real process among stand-ins that fail."""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.faults.wire import Result, run
from tests.faults.wire.plan import KINDS
from tests.faults.wire.seeds import FIXED

HEAD = f"{'seed':>5} {'lost':>5} {'double':>6} {'wrong':>6} {'converged':>10} {'took':>7}  faults"


def line(result: Result) -> str:
    plan, verdict = result.plan, result.verdict
    counts = f"{len(verdict.lost):5} {len(verdict.double):6} {len(verdict.wrong):6}"
    faults = ", ".join(f"{fault.kind} at {fault.at:.1f} s" for fault in plan.faults)
    size = f"{len(plan.alarms)} alarms, {len(plan.changes)} changes{', as it is' if plan.as_it_is else ''}"
    deaths = f"; ended by itself: {list(result.deaths)}" if result.deaths else ""
    told = f"{plan.seed:5} {counts} {result.converged:8.1f} s {result.took:5.1f} s  {faults} ({size}){deaths}"
    return told if result.is_clean else f"{told}\n{verdict}"


def total(results: Sequence[Result], seconds: float) -> str:
    lost, double, wrong = (
        sum(len(getattr(one.verdict, kind)) for one in results) for kind in ("lost", "double", "wrong")
    )
    injected = Counter(fault.kind for one in results for fault in one.plan.faults)
    told = ", ".join(f"{kind} {times}" for kind, times in injected.most_common())
    return (
        f"{len(results)} seeds in {seconds:.0f} s: {lost} lost, {double} double, {wrong} wrong\n"
        f"injected: {told}\nnot injected: {', '.join(sorted(set(KINDS) - set(injected))) or 'none'}"
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.wire", description=__doc__)
    parser.add_argument("--seeds", type=int, default=0, help="how many; without it the fixed ones")
    parser.add_argument("--seed", type=int, default=1, help="the first")
    parser.add_argument("--faults", nargs="*", choices=KINDS, default=[], help="these and no others")
    parser.add_argument("--jobs", type=int, default=2, help="seeds side by side")
    parser.add_argument("--keep", type=Path, help="a folder for logs and stores")
    options = parser.parse_args(arguments)
    seeds = range(options.seed, options.seed + options.seeds) if options.seeds else FIXED
    print(HEAD)  # noqa: T201
    began = time.monotonic()
    results = asyncio.run(
        run(
            seeds,
            options.faults,
            side_by_side=options.jobs,
            tell=lambda one: print(line(one), flush=True),  # noqa: T201
            keep=options.keep,
        )
    )
    print(total(results, time.monotonic() - began))  # noqa: T201
    return 0 if all(one.is_clean for one in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
