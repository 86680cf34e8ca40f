"""What a check found: a name that is the same in every language, a sentence, and what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warning", "failed", "skipped"]
Say = Callable[[str], str]  # into the language of whoever reads it

CLOCK_WARNING, CLOCK_FAILED = 60, 300  # seconds; AWS takes no signature that is five minutes off


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    ok: State
    says: str
    remedy: str = ""


def clock_finding(name: str, ahead: float | None, _: Say) -> Finding:
    """Judge how many seconds another clock is *ahead* of ours; None, if it was not seen."""
    if ahead is None:
        return Finding(name, "skipped", _("not looked at: there was no answer to read a time from"))
    apart = abs(round(ahead))
    says = _("{seconds} s apart from this machine").format(seconds=apart)
    remedy = _("Set this machine's clock: timedatectl set-ntp true")
    if apart > CLOCK_FAILED:
        return Finding(name, "failed", says, remedy)
    if apart > CLOCK_WARNING:
        return Finding(name, "warning", says, remedy)
    return Finding(name, "ok", says)
