"""A base from the Hugging Face Hub: looked at first, then only the files that are read.

What was fetched stays in the library's own cache (`HF_HOME`), so that a second run, or a machine
without network (`HF_HUB_OFFLINE=1`), finds it. No account is needed for public models.
"""

import json
import re
from pathlib import Path

from aurore.base.errors import MissingLibrary, UserError
from aurore.model.bases import INDEX, WEIGHTS, check_causal, check_files, read_config

# Names, not patterns: a repository may hold pickles, checkpoints and other forms beside these.
SMALL_FILES = (
    "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
    "special_tokens_map.json", "vocab.json", "merges.txt", "README.md", INDEX,
)  # fmt: skip
WEIGHT_FILES = re.compile(r"model(-\d+-of-\d+)?\.safetensors")
COMMIT = re.compile(r"[0-9a-f]{40}")
BRANCH = "main"


def fetch(name: str, revision: str = "") -> tuple[Path, str]:
    """The folder of a model of the Hub on this disk, and the commit that it is.

    Raises:
        UserError: it does not exist, is not open to all, cannot be a base, or the network is away
            and the cache does not have it.
    """
    try:
        import httpx2
        from huggingface_hub import errors
    except ImportError as error:
        raise MissingLibrary(error.name or "huggingface_hub") from error
    revision = revision or BRANCH
    if COMMIT.fullmatch(revision) and (cached := _cached(name, revision)):
        return cached, revision
    try:
        folder = _download(name, revision)
    except errors.GatedRepoError as error:
        raise UserError("base_gated", base=name) from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise UserError("base_unknown_on_hub", base=name) from error
    except errors.RevisionNotFoundError as error:
        raise UserError("base_without_revision", base=name, revision=revision) from error
    except (httpx2.HTTPError, errors.LocalEntryNotFoundError, ConnectionError) as error:
        found = _cached(name, revision)
        if found is None:
            offline = isinstance(error, errors.OfflineModeIsEnabled)
            raise UserError("base_offline" if offline else "base_unreachable", base=name) from error
        folder = found
    return folder, folder.name


def _download(name: str, revision: str) -> Path:
    """Reads the list of files and the configuration before it asks for the weights."""
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    info = HfApi().model_info(name, revision=revision)
    names = [file.rfilename for file in info.siblings or []]
    check_files(names, name)
    if "config.json" not in names:
        raise UserError("base_without_config", folder=name)
    folder = Path(hf_hub_download(name, "config.json", revision=revision)).parent
    check_causal(read_config(folder), name)
    for file in names:
        if file in SMALL_FILES or WEIGHT_FILES.fullmatch(file):
            hf_hub_download(name, file, revision=folder.name)
    return folder


def _cached(name: str, revision: str) -> Path | None:
    """The folder of what was fetched before, if all its weights came."""
    from huggingface_hub import try_to_load_from_cache

    try:
        config = try_to_load_from_cache(name, "config.json", revision=revision)
    except ValueError:  # no name of the Hub at all
        return None
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    wanted = {WEIGHTS}
    if (folder / INDEX).exists():
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        wanted = set(index["weight_map"].values())
    return folder if all((folder / file).exists() for file in wanted) else None
