"""`python -m demo`."""

import signal
import sys

if __name__ == "__main__":
    # A Ctrl-C while the rest is still being imported ends it without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from demo.session import main

    sys.exit(main(sys.argv[1:]))
