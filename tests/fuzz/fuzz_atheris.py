"""Fuzzing led by coverage, with atheris: `python tests/fuzz/fuzz_atheris.py FOLDER SECONDS [SEED]` (see README.md).

The first byte of an input says which target gets the rest. FOLDER keeps the inputs that reached new code (`corpus`), the
first input of every fault (`faults`) and a line of figures (`figures.json`). A fault does not end the run.
"""

import hashlib
import json
import os
import resource
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["onrecord", "feedparser", "email", "openpyxl", "zipfile", "dateutil", "htmldate"]):
    from fuzz_corpus import kept
    from fuzz_targets import LONGEST, target_seeds, targets

# An input that takes longer is a hang; in seconds of processor time, because other work on the machine does not count.
LONGEST_S = 5.0
NAMES = sorted(targets())
SAID_EVERY = 500


class Run:
    """One run: its folder and what it has seen."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.start, self.runs = folder, time.monotonic(), 0
        self.slowest, self.slowest_target = 0.0, ""
        self.faults: set[str] = set()
        for name in ("corpus", "faults"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def take(self, content: bytes) -> None:
        """Gives an input to its target and notes what came of it."""
        if not content:
            return
        name = NAMES[content[0] % len(NAMES)]
        before = time.process_time()
        try:
            targets()[name](content[1:])
        except Exception as error:  # every fault is kept, and the run goes on
            place = traceback.extract_tb(error.__traceback__)[-1]
            self._fault(name, f"{type(error).__name__} {place.filename}:{place.lineno}", content)
        took = time.process_time() - before
        if took > self.slowest:
            self.slowest, self.slowest_target = took, name
        if took > LONGEST_S:
            self._fault(name, f"took {took:.1f} s", content)
        self.runs += 1
        if self.runs % SAID_EVERY == 0:
            self.say()

    def _fault(self, name: str, what: str, content: bytes) -> None:
        key = hashlib.sha256(f"{name} {what}".encode()).hexdigest()[:16]
        if key not in self.faults:
            self.faults.add(key)
            (self.folder / "faults" / key).write_bytes(content)
            (self.folder / "faults" / f"{key}.txt").write_text(f"{name}\n{what}\n{traceback.format_exc()}", encoding="utf-8")

    def say(self) -> None:
        """Writes the figures of the run so far."""
        figures = {
            "runs": self.runs,
            "seconds": round(time.monotonic() - self.start),
            "processor_seconds": round(time.process_time()),
            "faults": len(self.faults),
            "slowest_s": round(self.slowest, 2),
            "slowest_target": self.slowest_target,
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "kept": len(list((self.folder / "corpus").iterdir())),
        }
        (self.folder / "figures.json").write_text(json.dumps(figures) + "\n", encoding="utf-8")


def main() -> None:
    folder, seconds, seed = Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "1"
    run = Run(folder)
    for name, inputs in {**target_seeds()}.items():
        for content in (*inputs, *kept().get(name, ())):
            made = bytes([NAMES.index(name)]) + content
            (folder / "corpus" / hashlib.sha256(made).hexdigest()).write_bytes(made)
    options = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=120", "-rss_limit_mb=1000"]
    options += [f"-artifact_prefix={folder}/faults{os.sep}", "-print_final_stats=1", "-len_control=20", str(folder / "corpus")]
    atheris.Setup([sys.argv[0], *options], run.take)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
