"""What is new in a folder that is watched: files that came or changed, once they are written to their end."""

import os
import time
from pathlib import Path

from onrecord.ingest.sidecars import SIDECAR
from onrecord.watch.state import key_of

# A file that was touched less than this ago may still be written.
SETTLED_S = 1.0


def files_in(top: Path) -> list[tuple[str, Path]]:
    """Every file below a folder with the key of its present state, by name; hidden files, links, pipes and devices are left out.

    Files that were touched a moment ago are left for the next look.
    """
    found = []
    for place, folders, names in os.walk(top, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or name.endswith(SIDECAR) or path.is_symlink() or not path.is_file():
                continue
            key = _key(path)
            if key is not None:
                found.append((key, path))
    return found


def settle(top: Path) -> None:
    """Waits until what was touched a moment ago is settled, for a look that comes only once."""
    newest = max((path.stat().st_mtime for path in top.rglob("*") if path.is_file() and not path.is_symlink()), default=0.0)
    age_s = time.time() - newest
    if 0 <= age_s < SETTLED_S:
        time.sleep(SETTLED_S - age_s + 0.01)


def _key(path: Path) -> str | None:
    """Tells a file in its present state from another; None = it is still being written, or has gone."""
    try:
        state = path.stat()
        beside = path.with_name(path.name + SIDECAR)
        said = beside.stat().st_mtime_ns if beside.is_file() else 0
    except OSError:
        return None
    if 0 <= time.time() - state.st_mtime < SETTLED_S:
        return None
    return key_of("file", str(path.resolve()), str(state.st_size), str(state.st_mtime_ns), str(said))
