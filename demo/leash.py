"""`leash.py PARENT COMMAND…` becomes COMMAND, which the kernel kills when PARENT dies, however it dies."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>; it survives the exec


def main(parent: int, command: list[str]) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == parent:  # else it died before the leash was on
        os.execv(command[0], command)  # noqa: S606 — no shell is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
