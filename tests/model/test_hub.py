"""A base of the Hub, from a real server on this machine: what is asked for, kept, refused."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aurore.base.workspace import Workspace
from aurore.cli.run import QUIET
from tiny import tiny_base

NAME, COMMIT, NEWER = "atelier/petit", "a" * 40, "b" * 40


class Hub(ThreadingHTTPServer):
    """The part of the Hub's API that a download of a model uses."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.commit = COMMIT
        self.gated = False
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers as the Hub does, with the names of its headers."""

    server: Hub

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.answer(body=True)

    def do_HEAD(self) -> None:
        self.answer(body=False)

    def answer(self, body: bool) -> None:
        hub, path = self.server, self.path.partition("?")[0]
        hub.asked.append(f"{self.command} {path}")
        revisions = {"main": hub.commit, COMMIT: COMMIT, NEWER: NEWER}
        parts = path.strip("/").split("/")
        if NAME not in path:
            self.fail("RepoNotFound")
        elif hub.gated:
            self.fail("GatedRepo", 403)
        elif parts[0] == "api":
            revision = parts[-1] if "revision" in parts else "main"
            if revision not in revisions:
                return self.fail("RevisionNotFound")
            files = [{"rfilename": file.name} for file in hub.folder.iterdir()]
            about = {"id": NAME, "sha": revisions[revision], "siblings": files}
            self.send(json.dumps(about).encode(), body, {"Content-Type": "application/json"})
        else:
            file = hub.folder / parts[-1]
            data = file.read_bytes()
            commit = revisions[parts[-2]]
            headers = {"ETag": f'"{sha1(data).hexdigest()}"', "X-Repo-Commit": commit}
            self.send(data, body, headers)

    def fail(self, code: str, status: int = 404) -> None:
        self.send(b"", True, {"X-Error-Code": code}, status)

    def send(self, data: bytes, body: bool, headers: dict[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if body:
            self.wfile.write(data)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """A server with one model, and beside it what must never be asked for."""
    folder = tiny_base(tmp_path / "served", "gpt2")
    for name in ("pytorch_model.bin", "optimizer.pt", "mine.py", "onnx.safetensors"):
        (folder / name).write_bytes(b"\x80not to be fetched")
    server = Hub(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def environment(hub: Hub | str, home: Path, offline: bool = False) -> dict[str, str]:
    """Of a process that believes `hub` to be the Hub, with a cache of its own."""
    address = hub if isinstance(hub, str) else hub.address
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    own = {"HF_ENDPOINT": address, "HF_HOME": str(home), "HF_HUB_OFFLINE": str(int(offline))}
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


FILES = "config.json generation_config.json model.safetensors tokenizer.json tokenizer_config.json"


def test_only_what_is_read_is_fetched_and_once(hub: Hub, tmp_path: Path) -> None:
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        assert fetch() == f"{COMMIT} {FILES}"
        got = {line.rsplit("/", 1)[1] for line in hub.asked if line.startswith("GET /atelier")}
        assert got == set(FILES.split())
        hub.asked.clear()
        assert fetch() == f"{COMMIT} {FILES}"
        assert not [line for line in hub.asked if line.startswith("GET /atelier")]


def test_a_commit_noted_before_asks_nobody(hub: Hub, tmp_path: Path) -> None:
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        fetch()
        hub.commit = NEWER
        hub.asked.clear()
        assert fetch(f"{NAME}@{COMMIT}").startswith(COMMIT)
        assert hub.asked == []
        assert fetch().startswith(NEWER)


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
        assert joined().startswith(COMMIT)
        assert forbidden() == cut() == joined()
        next(home.rglob("model.safetensors")).unlink()
        assert (forbidden(), cut()) == ("base_offline", "base_unreachable")


def test_what_the_hub_refuses_is_told_apart(hub: Hub, tmp_path: Path) -> None:
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        assert fetch("atelier/absent") == "base_unknown_on_hub"
        assert fetch("trop/de/barres") == "base_unknown_on_hub"
        assert fetch(f"{NAME}@v9") == "base_without_revision"
        hub.gated = True
        assert fetch() == "base_gated"


def test_a_repository_that_cannot_be_a_base_is_refused_before_its_weights(
    hub: Hub, tmp_path: Path
) -> None:
    config = (hub.folder / "config.json").read_text()
    bert = {"model_type": "bert", "architectures": ["BertForMaskedLM"]}
    (hub.folder / "config.json").write_text(json.dumps(bert))
    with Fetcher(environment(hub, tmp_path / "home")) as fetch:
        assert fetch() == "base_not_causal"
        (hub.folder / "config.json").write_text(config)
        (hub.folder / "model.safetensors").unlink()
        assert fetch() == "base_not_safetensors"
    assert not [line for line in hub.asked if "safetensors" in line or ".bin" in line]


def test_the_command_pins_the_commit_and_resumes_from_it(
    hub: Hub, prepared: Workspace, tmp_path: Path
) -> None:
    work = shutil.copytree(prepared.root, tmp_path / "work")
    env = environment(hub, tmp_path / "home") | {"PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "aurore", "train", "--work", str(work), "--run", "x"]
    options = ["--base", NAME, "--method", "lora", "--epochs", "0.1"]
    done = subprocess.run([*command, *options], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert NAME in done.stdout and COMMIT[:12] in done.stdout
    text = (work / "runs" / "x" / "settings.toml").read_text()
    assert f'base = "{NAME}"' in text and f'revision = "{COMMIT}"' in text
    journal = (work / "runs" / "x" / "metrics.jsonl").read_text().splitlines()
    assert json.loads(journal[0])["revision"] == COMMIT
    hub.commit = NEWER
    shutil.rmtree(work / "runs" / "x" / "model")
    done = subprocess.run([*command, "--resume"], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert COMMIT[:12] in done.stdout
