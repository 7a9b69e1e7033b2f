"""A base of the Hub, from a real server on this machine: what is asked for, kept, refused."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from huggingface_hub import DatasetCardData
from safetensors.torch import load_file

from aurore.base.workspace import Workspace
from aurore.cli.run import QUIET
from aurore.model.hub import licence_of
from hub_server import Hub, running_hub
from tiny import tiny_base

NAME = "atelier/petit"
UNWANTED = ("pytorch_model.bin", "optimizer.pt", "mine.py", "onnx.safetensors")
FILES = "config.json generation_config.json model.safetensors tokenizer.json tokenizer_config.json"


@pytest.fixture
def served(tmp_path: Path) -> dict[str, bytes]:
    """The files of one model, and beside them what must never be asked for."""
    folder = tiny_base(tmp_path / "served", "gpt2")
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    return files | dict.fromkeys(UNWANTED, b"\x80not to be fetched")


@pytest.fixture
def hub(served: dict[str, bytes]) -> Iterator[Hub]:
    """A server with one model."""
    with running_hub() as server:
        server.add(NAME, served)
        yield server


def head(hub: Hub) -> str:
    """The newest commit of the model."""
    return hub.repos["models", NAME].head


def environment(hub: Hub | str, home: Path, offline: bool = False) -> dict[str, str]:
    """Of a process that believes `hub` to be the Hub, with caches of its own."""
    address = hub if isinstance(hub, str) else hub.address
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    own = {
        "HF_ENDPOINT": address,
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": str(int(offline)),
        "HF_HUB_DISABLE_XET": "1",
        "AURORE_CACHE": str(home / "aurore"),
    }
    return kept | QUIET | own


FETCH = """
import sys
from aurore.base.errors import UserError
from aurore.model.hub import fetch
for line in sys.stdin:
    name, _, revision = line.strip().partition("@")
    try:
        folder, commit = fetch(name, revision)
        print(commit, *sorted(file.name for file in folder.iterdir()), flush=True)
    except UserError as error:
        print(error.name, flush=True)
"""


class Fetcher:
    """A process that fetches: the library reads its environment once, when it is imported."""

    def __init__(self, env: dict[str, str]) -> None:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", FETCH],
            env=env,
            stdin=pipe,
            stdout=pipe,
            text=True,
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=60)

    def __call__(self, asked: str = NAME) -> str:
        """Commit and files, or the name of the error."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(asked + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


def test_only_what_is_read_is_fetched_and_once(hub: Hub, tmp_path: Path) -> None:
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        assert fetch() == f"{head(hub)} {FILES}"
        got = {line.rsplit("/", 1)[1] for line in hub.asked if line.startswith("HEAD /atelier")}
        assert got == set(FILES.split())
        hub.asked.clear()
        assert fetch() == f"{head(hub)} {FILES}"
        assert not [line for line in hub.asked if line.startswith(("GET /atelier", "GET /large"))]


def test_a_commit_noted_before_asks_nobody(
    hub: Hub, served: dict[str, bytes], tmp_path: Path
) -> None:
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        fetch()
        first = head(hub)
        hub.add(NAME, served)
        hub.asked.clear()
        assert fetch(f"{NAME}@{first}").startswith(first)
        assert hub.asked == []
        assert head(hub) != first and fetch().startswith(head(hub))


def test_without_network_the_cache_serves_and_otherwise_it_is_said(
    hub: Hub, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with (
        Fetcher(environment(hub, home, offline=True)) as forbidden,
        Fetcher(environment("http://127.0.0.1:9", home)) as cut,
        Fetcher(environment(hub, home)) as joined,
    ):
        assert (forbidden(), cut()) == ("base_offline", "base_unreachable")
        assert hub.asked == []
        assert joined().startswith(head(hub))
        assert forbidden() == cut() == joined()
        next(home.rglob("model.safetensors")).unlink()
        assert (forbidden(), cut()) == ("base_offline", "base_unreachable")


def test_what_the_hub_refuses_is_told_apart(hub: Hub, tmp_path: Path) -> None:
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        assert fetch("atelier/absent") == "base_unknown_on_hub"
        assert fetch("trop/de/barres") == "base_unknown_on_hub"
        assert fetch(f"{NAME}@v9") == "base_without_revision"
        hub.repos["models", NAME].gated = True
        assert fetch() == "base_gated"
        hub.fail("/api/models", "503", 9)
        assert fetch() == "base_unreachable"
    with Fetcher(environment(hub, tmp_path / "home") | {"HF_TOKEN": "hf_faux"}) as fetch:
        hub.faults.clear()
        assert fetch() == "hub_token_refused"


def test_a_cut_download_goes_on_where_it_stopped_and_a_wrong_one_is_thrown_away(
    hub: Hub, served: dict[str, bytes], tmp_path: Path
) -> None:
    weights = bytes(24 << 20)  # the client writes, and so goes on, by ten mebibytes
    hub.add(NAME, served | {"model.safetensors": weights})
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        hub.fail("GET /large", "wrong")
        assert fetch() == "hub_damaged"
        hub.fail("GET /large", "cut")
        assert fetch() == f"{head(hub)} {FILES}"
    assert hub.ranges == [f"bytes={10 << 20}-"]
    assert next((tmp_path / "home").rglob("model.safetensors")).read_bytes() == weights


def test_a_repository_that_cannot_be_a_base_is_refused_before_its_weights(
    hub: Hub, served: dict[str, bytes], tmp_path: Path
) -> None:
    bert = {"model_type": "bert", "architectures": ["BertForMaskedLM"]}
    hub.add(NAME, served | {"config.json": json.dumps(bert).encode()})
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        assert fetch() == "base_not_causal"
        weights = ("model.safetensors", "pytorch_model.bin")
        hub.add(NAME, {name: data for name, data in served.items() if name not in weights})
        assert fetch() == "base_not_safetensors"
    assert not [line for line in hub.asked if "safetensors" in line or ".bin" in line]


class Harmful:
    """A pickle that would write a file when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return open, (str(self.path), "w")


def test_an_old_repository_is_converted_once_and_a_harmful_one_is_not_opened(
    hub: Hub, served: dict[str, bytes], tmp_path: Path
) -> None:
    weights = load_file(tmp_path / "served" / "model.safetensors")
    shared = {"lm_head.weight": weights["transformer.wte.weight"]}
    torch.save(weights | shared, tmp_path / "old.bin")
    old = {name: data for name, data in served.items() if name != "model.safetensors"}
    hub.add(NAME, old | {"pytorch_model.bin": (tmp_path / "old.bin").read_bytes()})
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        assert fetch() == f"{head(hub)} {FILES}"
        converted = next((tmp_path / "home").rglob("model.safetensors"))
        written = converted.stat().st_mtime_ns
        assert fetch(f"{NAME}@{head(hub)}") == f"{head(hub)} {FILES}" == fetch()
        assert converted.stat().st_mtime_ns == written
        got = load_file(converted)
        assert all(torch.equal(got[name], value) for name, value in weights.items())
        harm = pickle.dumps({"weight": Harmful(tmp_path / "harmed")})
        hub.add(NAME, old | {"pytorch_model.bin": harm})
        assert fetch() == "base_unsafe_pickle"
    assert not (tmp_path / "harmed").exists()


def test_the_command_asks_pins_the_commit_and_resumes_from_it(
    hub: Hub, served: dict[str, bytes], prepared: Workspace, tmp_path: Path
) -> None:
    work = shutil.copytree(prepared.root, tmp_path / "work")
    env = environment(hub, tmp_path / "home") | {"PYTHONWARNINGS": "error"}
    hub.add(NAME, served | {"README.md": b"---\nlicense: mit\n---\nPetit.\n"})
    first = head(hub)
    command = [sys.executable, "-m", "aurore", "train", "--work", str(work), "--run", "x"]
    options = ["--base", NAME, "--method", "lora", "--epochs", "0.1"]

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *more], env=env, capture_output=True, text=True)

    done = run(*options)
    assert done.returncode == 2 and "--yes" in done.stderr, done.stderr
    assert "Licence\u00a0: mit" in done.stdout and first[:12] in done.stdout
    assert not [line for line in hub.asked if "resolve" in line]
    done = run(*options, "--yes")
    assert done.returncode == 0, done.stderr
    assert NAME in done.stdout and first[:12] in done.stdout
    text = (work / "runs" / "x" / "settings.toml").read_text()
    assert f'base = "{NAME}"' in text and f'revision = "{first}"' in text
    journal = (work / "runs" / "x" / "metrics.jsonl").read_text().splitlines()
    assert json.loads(journal[0])["revision"] == first
    hub.add(NAME, served)
    shutil.rmtree(work / "runs" / "x" / "model")
    done = run("--resume")
    assert done.returncode == 0, done.stderr
    assert first[:12] in done.stdout


def test_a_licence_without_a_name_on_the_hub_is_called_by_its_own() -> None:
    own = DatasetCardData(license="other", license_name="public-domain")
    assert [licence_of(card) for card in (own, DatasetCardData(license="mit"), None)] == [
        "public-domain",
        "mit",
        "",
    ]
