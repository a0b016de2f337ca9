"""`python -m newscrawl.tools.sample [--port N]`: serve the sample channel on loopback until Ctrl-C."""

import argparse
import contextlib
import signal
import sys
import threading

from newscrawl.errors import ExitCode
from newscrawl.tools.sample.server import serve

_HIGHEST = 65_535


def main() -> int:
    """Serve the channel until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m newscrawl.tools.sample", description="Serve the sample channel on 127.0.0.1."
    )
    parser.add_argument(
        "--port", default="8010", metavar="N", help="the port to listen on (default 8010; 0: any free one)"
    )
    port = parser.parse_args().port
    if not (port.isascii() and port.isdigit() and int(port) <= _HIGHEST):
        sys.stderr.write(f"newscrawl: --port {port!r} is no port: give a number from 0 to {_HIGHEST}.\n")
        return ExitCode.BAD_ARGUMENT
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell's background job is started with it ignored
    try:
        with contextlib.suppress(KeyboardInterrupt), serve(int(port)) as site:
            print(f"The sample channel: {site}/politics/ (press Ctrl-C to stop)", flush=True)  # noqa: T201  # its only output
            threading.Event().wait()
    except OSError as error:
        sys.stderr.write(f"newscrawl: Port {port} cannot be used: {error}. Name another with --port.\n")
        return ExitCode.CANNOT_OPEN
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
