"""`python -m newscrawl.tools.sample [PORT]`: serve the sample channel on loopback until Ctrl-C."""

import contextlib
import sys
import threading

from newscrawl.tools.sample.server import serve

if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt), serve(int(sys.argv[1]) if sys.argv[1:] else 8010) as site:
        print(f"The sample channel: {site}/politics/ (press Ctrl-C to stop)")  # noqa: T201  # its only output
        threading.Event().wait()
