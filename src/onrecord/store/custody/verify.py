"""Recomputes what a register says of itself, with nothing but Python: python3 -I verify.py [FOLDER]

Every line of ledger.jsonl must give its own hash and name the hash before it; every file in raw/ must give the hash in its name.
"""

import hashlib
import json
import re
import sys
from pathlib import Path


def digest(content: bytes) -> str:
    """The SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def main(folder: Path) -> int:
    """Prints what does not hold; 0 = everything holds, 1 = something does not."""
    wrong: list[str] = []
    blank, erased = dict[str, int](), set[str]()  # lines whose words were erased: as they are, and as the ledger tells
    gaps, missing = set[tuple[int, int]](), list[tuple[int, int]]()  # lost entries: as the ledger tells, and as they are
    hashes, gone = set[str](), set[str]()  # of the bytes that came in; of those erased or lost, as the ledger tells
    number, last = 0, None
    with (folder / "ledger.jsonl").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            entry = json.loads(line)
            # The hash is taken over the line as it was written, with its own hash left out.
            bare = re.sub(r'"entry_id":"[0-9a-f]*"', '"entry_id":""', line.rstrip("\n"), count=1)
            if entry["kind"] == "redacted" and not any(entry.get(part) for part in ("document", "extraction", "decision")):
                blank[entry["entry_id"]] = entry["sequence"]
            elif digest(bare.encode()) != entry["entry_id"]:
                wrong.append(f"entry {entry['sequence']} does not match its hash: it was changed")
            if entry["sequence"] > number + 1:
                missing.append((number + 1, entry["sequence"] - 1))
            elif entry["sequence"] != number + 1 or entry["previous"] != last:
                wrong.append(f"entry {entry['sequence']} does not follow the entry before it")
            for part, name in (("document", "raw_sha256"), ("capture", "sha256")):
                hashes.update([entry[part][name]] if entry.get(part) else [])
            if erasure := entry.get("erasure"):
                erased.update(erasure["entry_ids"])
                gone.add(erasure["raw_sha256"])
            if repair := entry.get("repair"):
                gaps.update((gap["first"], gap["last"]) for gap in repair["gaps"])
                gone.update(repair["bytes_lost"])
            number, last = entry["sequence"], entry["entry_id"]
    wrong += [f"entry {place} is blank, and no tombstone says why" for name, place in blank.items() if name not in erased]
    wrong += [f"entries {first} to {end} are missing" for first, end in missing if (first, end) not in gaps]
    included = (folder / "raw").is_dir()
    files = [(name, folder / "raw" / name) for name in sorted(hashes - gone)] if included else []
    damaged = [name for name, file in files if not file.is_file() or digest(file.read_bytes()) != name]
    wrong += [f"raw/{name} is missing or does not match its hash" for name in damaged]
    told = f"{number} entries, {len(blank)} of them blanked by erasing; {len(hashes - gone)} files of raw bytes"
    sys.stdout.write(f"{told} {'verified' if included else 'NOT included here'}.\nThe chain ends with {last}\n")
    sys.stdout.write("".join(f"WRONG: {message}\n" for message in wrong) or "Everything holds.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent))
