"""Writing an export: into a folder, into one zip archive, or its main file to standard output."""

from collections.abc import Sequence
from pathlib import Path

from onrecord.model.errors import InputError
from onrecord.present.exports.package import ExportFile, zipped

# Describes an export and holds the hash of every file of it.
DESCRIPTION = "datapackage.json"


def write_export(files: Sequence[ExportFile], target: Path) -> str:
    """Writes the files to `target`, a folder or a name that ends in .zip, and says what was written.

    A folder must be new, empty or an earlier export. Raises InputError when it is not.
    """
    if target.suffix == ".zip":
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, zipped(files))
        return f"wrote {target}: {len(files)} files, {target.stat().st_size:,} bytes"
    if target.exists() and not target.is_dir():
        raise InputError(f"{target} is a file; name a folder, or a file that ends in .zip.")
    if target.is_dir() and any(target.iterdir()) and not (target / DESCRIPTION).exists():
        raise InputError(f"{target} holds something that is no export; name another folder.")
    target.mkdir(parents=True, exist_ok=True)
    for file in files:
        _write(target / file.path, file.content)
    return f"wrote {target}/: {', '.join(file.path for file in files)}"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a reader never sees half a file."""
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as trouble:
        draft.unlink(missing_ok=True)
        raise InputError(f"{path} cannot be written ({trouble.strerror}); name another place.") from trouble


def main_file(files: Sequence[ExportFile], name: str) -> ExportFile:
    """The one data file of an export, for standard output. Raises InputError when there are several."""
    data = [f for f in files if f.path not in (DESCRIPTION, "README.md", "CITATION.cff", "LICENCE.md")]
    single = [f for f in data if f.path not in ("claims.csv", "left_out.csv", "disruptions.geojson", "labelstudio.xml")]
    if len(single) != 1:
        raise InputError(f"The format {name} has {len(data)} files; give --out a folder or a .zip file.")
    return single[0]
