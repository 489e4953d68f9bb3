"""Starts a watch again and again and kills it, each time a little later; then lets it come to its end. Run by test_crashes.py.

Arguments: the register, the port, the number of kills, and the sources. The parser is loaded once, the watch runs in a fork.
"""

import os
import signal
import sys
import time
from pathlib import Path

from onrecord.pipeline import tools_for
from onrecord.settings import load_settings
from onrecord.watch.watching import Watch


def main(store: str, port: str, kills: str, *sources: str) -> None:
    """Exit 0 when the last watch came to its end by itself."""
    settings = load_settings(
        store=Path(store), fetch_ports=port, fetch_private=True, fetch_delay=0.0, fetch_retries=0, reader="grammar", workers=1
    )
    tools_for(settings)
    for number in range(int(kills) + 1):
        child = os.fork()
        if child == 0:
            for _ in Watch(sources, settings, every_s=60.0, pages=True).rounds(once=True):
                pass
            os._exit(0)
        if number < int(kills):
            time.sleep(0.03 + 0.037 * number)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(*sys.argv[1:])
