"""`./dev faults`: seeds of a world in which everything fails, and what the bot makes of each.

In process, on a clock that jumps; with `--wire` the real process, over sockets, in real time.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.faults.seed import Result, run_seed
from tests.faults.weather import ALL
from tests.faults.wire import __main__ as wire

TOLD = 5  # findings of a seed that are printed; --seed tells all


def main(arguments: Sequence[str]) -> int:
    if "--wire" in arguments:
        return wire.main([one for one in arguments if one != "--wire"])
    return _in_process(arguments)


def _in_process(arguments: Sequence[str]) -> int:
    asked = _arguments(arguments)
    seeds = [asked.seed] if asked.seed is not None else range(asked.first, asked.first + asked.seeds)
    results = []
    for one in _played(seeds, asked.jobs):
        results.append(one)
        if asked.seed is not None:
            _say("\n".join(one.story))
        _say(_line(one, TOLD if asked.seed is None else sys.maxsize))
    _say(_total(results))
    if asked.json:
        asked.json.write_text(json.dumps([_figures(one) for one in results], indent=1), encoding="utf-8")
    lacking = _never(results) if asked.all_kinds else []
    return 0 if all(one.good for one in results) and not lacking else 1


def _played(seeds: Sequence[int], jobs: int) -> Iterator[Result]:
    """The seeds' results in their order, played by *jobs* processes."""
    if len(seeds) == 1 or jobs == 1:
        yield from map(run_seed, seeds)
        return
    with ProcessPoolExecutor(jobs) as processes:
        yield from processes.map(_untold, seeds)


def _untold(seed: int) -> Result:
    """Without its story, which nobody reads of many."""
    return replace(run_seed(seed), story=[])


def _say(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many (20)")
    parser.add_argument("--first", type=int, default=1, help="which of them is the first (1)")
    parser.add_argument("--seed", type=int, help="this one alone, with its whole story")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one a core)")
    parser.add_argument(
        "--all-kinds", action="store_true", help="fail where a kind of fault never came about"
    )
    parser.add_argument("--json", type=Path, help="a file for the figures")
    parser.add_argument("--wire", action="store_true", help="the real process over sockets; --wire --help")
    return parser.parse_args(arguments)


def _line(one: Result, at_most: int) -> str:
    took = "did not converge" if one.converged is None else f"converged in {one.converged:.0f} s"
    faults = ", ".join(f"{name} {times}" for name, times in sorted(one.faults.items()))
    lost, double, wrong = (len(found) for found in _findings(one).values())
    told = [f"seed {one.seed}: lost {lost}, double {double}, wrong {wrong}, {took}; {faults or 'no faults'}"]
    for word, found in (_findings(one) | {"crashed": one.crashes}).items():
        told += [f"    {word}: {what}" for what in found[:at_most]]
    return "\n".join(told)


def _findings(one: Result) -> dict[str, list[str]]:
    found = one.findings
    return {"lost": found.lost, "double": found.double, "wrong": found.wrong}


def _total(results: Sequence[Result]) -> str:
    injected = sum((one.faults for one in results), Counter[str]())
    sums = {word: sum(len(_findings(one)[word]) for one in results) for word in ("lost", "double", "wrong")}
    late = [one.seed for one in results if one.converged is None]
    bad = [one.seed for one in results if not one.good]
    times = sorted(one.converged for one in results if one.converged is not None)
    middle = (
        f", half of them within {times[len(times) // 2]:.0f} s, all within {times[-1]:.0f} s" if times else ""
    )
    calls, limited, lives = (sum(getattr(one, of) for one in results) for of in ("calls", "limited", "lives"))
    work = sum(one.took for one in results) / len(results)
    told = [
        f"{len(results)} seeds: {', '.join(f'{word} {n}' for word, n in sums.items())}",
        f"{len(late)} did not converge{middle}",
        f"{calls} calls to Slack, {limited} of them too early; {lives} lives; {work:.2f} s of work a seed",
        f"injected: {', '.join(f'{name} {times}' for name, times in sorted(injected.items()))}",
        f"never injected: {', '.join(_never(results)) or 'none'}",
        f"seeds to look at: {', '.join(map(str, bad)) or 'none'}",
    ]
    return "\n".join(told)


def _never(results: Sequence[Result]) -> list[str]:
    """The kinds of faults that came about in no seed."""
    return sorted(set(ALL).difference(*(one.faults for one in results)))


def _figures(one: Result) -> dict[str, object]:
    return {
        "seed": one.seed,
        "good": one.good,
        "faults": one.faults,
        "converged": one.converged,
        "took": round(one.took, 3),
        **_findings(one),
        "crashes": one.crashes,
    }


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets have an order of their own in each process, else
        again = [sys.executable, "-m", "tests.faults", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606 — ourselves
    sys.exit(main(sys.argv[1:]))
