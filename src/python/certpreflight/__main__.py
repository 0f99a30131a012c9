"""The command: `python -m certpreflight`, and the script `certpreflight`."""

import signal
import sys

from . import _workers as _workers  # says who opens HEIC and PDF, before anything is opened
from . import _native


def main() -> int:
    # Python would wait with Ctrl-C until the command has ended. The command sets a handler of its own where files
    # are half written.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.command(["certpreflight", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
