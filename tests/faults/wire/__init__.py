"""The fault bench at the wire: the real process between stand-ins that fail on a seeded schedule.

What replays from a seed: which alarms there are, what is published and when, which faults come, when, for
how long and to which calls in a row. What does not: how far the bot has come by then, and so which very
call, batch or card a fault meets.
"""

from tests.faults.wire.bench import Result, run

__all__ = ["Result", "run"]
