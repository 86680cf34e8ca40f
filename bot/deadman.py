"""For a loop that hangs altogether and can't end by itself: a thread that ends the process for it.

On the way out nothing is waited for that may hang as well, logging included.
"""

import faulthandler
import os
import sys
import threading
from dataclasses import dataclass, field

from services.health import GIVE_UP

UNWELL = 3  # the exit status of a bot that ends for its health
LOOK = 1.0  # seconds between two looks
LAST_WORDS = 5.0  # seconds for the dump: whoever reads standard error may be what hangs


@dataclass(slots=True)
class DeadMan:
    """Wants to be touched; untouched for too long, it dumps every thread's stack and ends the process.

    It counts its own looks, not the clock's time: what a machine slept is nobody's fault.
    """

    patience: float = GIVE_UP
    look: float = LOOK
    _idle: float = field(init=False, default=0.0)
    _final: bool = field(init=False, default=False)
    _off: threading.Event = field(init=False, default_factory=threading.Event)

    def watch(self) -> None:
        threading.Thread(target=self._watch, name="deadman", daemon=True).start()

    def touch(self) -> None:
        if not self._final:
            self._idle = 0.0

    def hurry(self, seconds: float) -> None:
        """The end has begun: it is over in *seconds*, come what may."""
        self._final, self.patience, self._idle = True, seconds, 0.0

    def release(self) -> None:
        self._off.set()

    def _watch(self) -> None:
        while not self._off.wait(self.look):
            self._idle += self.look
            if self._idle > self.patience:
                _end()


def _end() -> None:
    words = threading.Thread(target=_dump, name="last-words", daemon=True)
    words.start()
    words.join(LAST_WORDS)
    os._exit(UNWELL)


def _dump() -> None:
    error = sys.__stderr__
    if error is None:
        return
    os.write(error.fileno(), b"The event loop hangs; the process ends itself, to be started anew.\n")
    faulthandler.dump_traceback(file=error.fileno(), all_threads=True)
