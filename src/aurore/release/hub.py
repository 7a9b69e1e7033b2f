"""Sends a model, a tokenizer or a data set to the Hugging Face Hub, with its card.

What would be sent is a list first, and can be looked at without network; private unless asked
otherwise; only files that Aurore writes are taken, so nothing else of a folder can leave.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from aurore.base.errors import MissingLibrary, UserError
from aurore.base.messages import message
from aurore.base.workspace import Workspace
from aurore.corpus.dataset import CARD as CORPUS_CARD
from aurore.corpus.dataset import read_card
from aurore.model.readings import FILE as READINGS
from aurore.release.folders import weight_files

What = Literal["model", "tokenizer", "dataset"]
WHATS: tuple[What, ...] = ("model", "tokenizer", "dataset")
CARD = "README.md"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")
MODEL_FILES = (
    "config.json", "generation_config.json", "special_tokens_map.json", "vocab.json", "merges.txt",
    "model.safetensors.index.json", READINGS, CARD, *TOKENIZER_FILES,
)  # fmt: skip
OPEN_TO_OTHERS = stat.S_IRGRP | stat.S_IROTH


@dataclass(frozen=True)
class Parcel:
    """What is to be sent where."""

    repo: str
    what: What
    private: bool
    files: dict[str, Path | bytes]
    """By their path in the repository."""

    @property
    def sizes(self) -> dict[str, int]:
        """Bytes of each file."""
        return {
            name: len(data) if isinstance(data, bytes) else data.stat().st_size
            for name, data in self.files.items()
        }


@dataclass(frozen=True)
class Sent:
    """Where it is now."""

    url: str
    commit: str
    user: str


def pack_model(folder: Path, repo: str, private: bool = True) -> Parcel:
    """A model folder, weights in safetensors alone.

    Raises:
        UserError: there is no model, or no card.
    """
    paths = [folder / name for name in MODEL_FILES if (folder / name).is_file()]
    paths += weight_files(folder)
    if not (folder / CARD).is_file():
        raise UserError("no_card", folder=folder)
    return Parcel(repo, "model", private, {path.name: path for path in paths})


def pack_tokenizer(workspace: Workspace, repo: str, private: bool = True) -> Parcel:
    """The tokenizer of a work folder, with a card."""
    folder = workspace.need(workspace.tokenizer, "aurore tokenize")
    from aurore.tokenizer.bpe import load_tokenizer

    size = load_tokenizer(folder).get_vocab_size()
    files: dict[str, Path | bytes] = {name: folder / name for name in TOKENIZER_FILES}
    known = (workspace.corpus / CORPUS_CARD).exists()
    language = f"language: {read_card(workspace)['language']}\n" if known else ""
    text = message("card.tokenizer", name=repo, vocabulary=size, language=language)
    files[CARD] = text.encode()
    return Parcel(repo, "tokenizer", private, files)


def token_of_library() -> str:
    """The token of `HF_TOKEN` or of the library's own store.

    Raises:
        UserError: there is none.
        MissingLibrary: `huggingface_hub` is not installed.
    """
    try:
        from huggingface_hub import get_token
    except ImportError as error:
        raise MissingLibrary("huggingface_hub") from error
    token = get_token()
    if not token:
        raise UserError("no_hub_token")
    return token


def store_open_to_others() -> Path | None:
    """The library's file with the token, when other users of this machine can read it."""
    from huggingface_hub import constants

    path = Path(constants.HF_TOKEN_PATH)
    if os.environ.get("HF_TOKEN") or os.name == "nt" or not path.is_file():
        return None
    return path if path.stat().st_mode & OPEN_TO_OTHERS else None


def owner(token: str) -> str:
    """Whose token it is.

    Raises:
        UserError: the Hub does not take it, or cannot be reached.
    """
    from huggingface_hub import HfApi

    with sending(""):
        return str(HfApi().whoami(token=token)["name"])


def send(parcel: Parcel, token: str) -> Sent:
    """Makes the repository if there is none, and sends the files in one commit.

    Raises:
        UserError: the Hub refuses, says why; or the repository is open and a private one was asked.
    """
    from huggingface_hub import CommitOperationAdd, HfApi
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()
    api = HfApi(token=token)
    kind = "dataset" if parcel.what == "dataset" else "model"
    with sending(parcel.repo):
        user = str(api.whoami()["name"])
        api.create_repo(parcel.repo, repo_type=kind, private=parcel.private, exist_ok=True)
        found: Any = api.repo_info(parcel.repo, repo_type=kind)
        if parcel.private and not found.private:
            raise UserError("hub_repo_is_open", repo=parcel.repo)
        operations = [
            CommitOperationAdd(path_in_repo=name, path_or_fileobj=data)
            for name, data in parcel.files.items()
        ]
        made = api.create_commit(
            parcel.repo,
            operations,
            repo_type=kind,
            commit_message=message("export.hub.commit", what=parcel.what),
        )
    place = "datasets/" if kind == "dataset" else ""
    return Sent(f"{api.endpoint}/{place}{parcel.repo}", made.oid, user)


@contextmanager
def sending(repo: str) -> Iterator[None]:
    """Turns the errors of the Hub's library into ours. None of them shows the token."""
    import httpx2
    from huggingface_hub import errors

    try:
        yield
    except errors.OfflineModeIsEnabled as error:
        raise UserError("hub_offline") from error
    except errors.HFValidationError as error:
        raise UserError("hub_bad_name", repo=repo) from error
    except errors.HfHubHTTPError as error:
        status = error.response.status_code
        names = {401: "hub_token_refused", 403: "hub_no_right", 404: "hub_no_right"}
        raise UserError(names.get(status, "hub_failed"), repo=repo, status=status) from error
    except (httpx2.HTTPError, ConnectionError) as error:
        raise UserError("hub_unreachable") from error
    except RuntimeError as error:  # of a large file: what happened is the cause
        response = getattr(error.__cause__, "response", None)
        if response is None:
            raise UserError("hub_unreachable") from error
        raise UserError("hub_failed", repo=repo, status=response.status_code) from error
    except ValueError as error:
        raise UserError("hub_refused", repo=repo, reason=str(error).splitlines()[-1]) from error
