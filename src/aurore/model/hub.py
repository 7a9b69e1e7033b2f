"""A base from the Hugging Face Hub: looked at first, then only the files that are read.

What was fetched stays in the library's own cache (`HF_HOME`), so that a second run, or a machine
without network (`HF_HUB_OFFLINE=1`), finds it. No account is needed for public models. Weights in
an old form are converted once and kept in Aurore's cache.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aurore.base.cache import cache_folder
from aurore.base.errors import MissingLibrary, UserError
from aurore.model.bases import INDEX, WEIGHTS, check_causal, check_files, read_config
from aurore.model.from_pickle import PICKLE, convert_folder
from aurore.model.readings import FILE as READINGS

# Names, not patterns: a repository may hold pickles, checkpoints and other forms beside these.
SMALL_FILES = (
    "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
    "special_tokens_map.json", "vocab.json", "merges.txt", "README.md", READINGS, INDEX,
)  # fmt: skip
WEIGHT_FILES = re.compile(r"model(-\d+-of-\d+)?\.safetensors")
COMMIT = re.compile(r"[0-9a-f]{40}")
BRANCH = "main"


@dataclass(frozen=True)
class Offer:
    """What the Hub has, before anything is downloaded."""

    name: str
    commit: str
    licence: str
    """As its card says; empty when it says nothing."""
    bytes: int
    """Of the files that would come."""
    files: tuple[str, ...]


def look(name: str, revision: str = "") -> Offer | None:
    """What would be downloaded; `None` when it is here already.

    Raises:
        UserError: as `fetch`.
    """
    if COMMIT.fullmatch(revision) and _cached(name, revision):
        return None
    from huggingface_hub import HfApi

    with told_apart(name, revision or BRANCH):
        try:
            info = HfApi().model_info(name, revision=revision or BRANCH, files_metadata=True)
        except Exception:
            if _cached(name, revision or BRANCH):  # without network the cache serves
                return None
            raise
    if _cached(name, str(info.sha)):
        return None
    sizes = {file.rfilename: file.size or 0 for file in info.siblings or []}
    files = _wanted(list(sizes))
    licence = licence_of(info.card_data)
    return Offer(name, str(info.sha), licence, sum(sizes[file] for file in files), tuple(files))


def licence_of(card: Any) -> str:
    """The licence in the head of a card: its own name when the Hub's list has none for it."""
    licence = str(getattr(card, "license", None) or "")
    named = str(getattr(card, "license_name", None) or "")
    return named if named and licence == "other" else licence


def fetch(name: str, revision: str = "") -> tuple[Path, str]:
    """The folder of a model of the Hub on this disk, and the commit that it is.

    Raises:
        UserError: it does not exist, is not open to all, cannot be a base, came damaged, or the
            network is away and the cache does not have it.
    """
    revision = revision or BRANCH
    if COMMIT.fullmatch(revision) and (cached := _cached(name, revision)):
        return cached
    try:
        with told_apart(name, revision):
            folder = _download(name, revision)
    except UserError as error:
        found = _cached(name, revision)
        if found is None or error.name not in ("base_offline", "base_unreachable"):
            raise
        return found
    if (folder / WEIGHTS).exists() or (folder / INDEX).exists():
        return folder, folder.name
    kept = _converted(name, folder.name)
    if not (kept / WEIGHTS).exists():
        convert_folder(folder, kept, name)
    return kept, folder.name


@contextmanager
def told_apart(name: str, revision: str) -> Iterator[None]:
    """Turns the errors of the Hub's library into ours. None of them shows the token."""
    try:
        import httpx2
        from huggingface_hub import errors
    except ImportError as error:
        raise MissingLibrary(error.name or "huggingface_hub") from error
    try:
        yield
    except errors.GatedRepoError as error:
        raise UserError("base_gated", base=name) from error
    except (errors.RepositoryNotFoundError, errors.HFValidationError) as error:
        raise UserError("base_unknown_on_hub", base=name) from error
    except errors.RevisionNotFoundError as error:
        raise UserError("base_without_revision", base=name, revision=revision) from error
    except errors.OfflineModeIsEnabled as error:
        raise UserError("base_offline", base=name) from error
    except errors.HfHubHTTPError as error:
        if error.response.status_code == 401:
            raise UserError("hub_token_refused") from error
        raise UserError("base_unreachable", base=name) from error
    except (httpx2.HTTPError, errors.LocalEntryNotFoundError, ConnectionError) as error:
        raise UserError("base_unreachable", base=name) from error


def _download(name: str, revision: str) -> Path:
    """Reads the list of files and the configuration before it asks for the weights."""
    from huggingface_hub import HfApi, hf_hub_download, try_to_load_from_cache
    from huggingface_hub.utils.logging import set_verbosity_error
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    # It speaks of each retry, in English.
    set_verbosity_error()  # type: ignore[no-untyped-call]
    info = HfApi().model_info(name, revision=revision)
    names = [file.rfilename for file in info.siblings or []]
    files = _wanted(names)
    if PICKLE not in files:
        check_files(names, name)
    if "config.json" not in names:
        raise UserError("base_without_config", folder=name)
    folder = Path(hf_hub_download(name, "config.json", revision=revision)).parent
    check_causal(read_config(folder), name)
    for file in files:
        if not isinstance(try_to_load_from_cache(name, file, revision=folder.name), str):
            check_hash(_complete(name, file, revision=folder.name), name)
    return folder


def _complete(name: str, file: str, **more: Any) -> Path:
    """A downloaded file. The library notes a cut connection by the size, which is ours to tell."""
    from huggingface_hub import hf_hub_download

    try:
        return Path(hf_hub_download(name, file, **more))
    except OSError as error:
        if "Consistency check failed" in str(error):
            raise UserError("hub_damaged", base=name, file=file) from error
        raise


def check_hash(path: Path, name: str) -> None:
    """Compares a file with the hash that the Hub gave for it; the library compares sizes only.

    Raises:
        UserError: they differ; the damaged file is removed, so that the next try fetches it anew.
    """
    blob = path.resolve()  # the library names what it keeps by its hash
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", blob.name):
        return
    if len(blob.name) == 40:  # a small file, by the name Git has for its contents
        data = blob.read_bytes()
        found = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
    else:
        with blob.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != blob.name:
        path.unlink()
        blob.unlink(missing_ok=True)
        raise UserError("hub_damaged", base=name, file=path.name)


def _wanted(names: list[str]) -> list[str]:
    """The files that a base needs; the pickle only where there is nothing better."""
    files = [file for file in names if file in SMALL_FILES or WEIGHT_FILES.fullmatch(file)]
    if PICKLE in names and not any(WEIGHT_FILES.fullmatch(file) for file in files):
        files.append(PICKLE)
    return files


def _converted(name: str, commit: str) -> Path:
    """Where the converted weights of an old repository are kept."""
    return cache_folder() / "converted" / name.replace("/", "--") / commit


def _cached(name: str, revision: str) -> tuple[Path, str] | None:
    """The folder of what was fetched before and its commit, if all its weights came."""
    from huggingface_hub import try_to_load_from_cache

    try:
        config = try_to_load_from_cache(name, "config.json", revision=revision)
    except ValueError:  # no name of the Hub at all
        return None
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    kept = _converted(name, folder.name)
    if (kept / WEIGHTS).exists():
        return kept, folder.name
    wanted = {WEIGHTS}
    if (folder / INDEX).exists():
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        wanted = set(index["weight_map"].values())
    whole = all((folder / file).exists() for file in wanted)
    return (folder, folder.name) if whole else None
