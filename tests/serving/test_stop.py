"""Ctrl-C is how a server ends: texts being written get their time, and nothing is said."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from servers import wait_for

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends Ctrl-C as a POSIX terminal does")


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(tmp_path: Path, *arguments: str) -> "subprocess.Popen[str]":
    """A command in a group of its own, as a terminal starts it."""
    command = [sys.executable, "-m", "aurore", *arguments, "--work", str(tmp_path / "work")]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def ctrl_c(process: "subprocess.Popen[str]", times: int = 1) -> tuple[int, str, str]:
    """What a terminal does: the signal goes to every process of the group."""
    for _ in range(times):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.3)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize("times", [1, 2])
def test_a_waiting_server_stops_without_a_word(tmp_path: Path, port: int, times: int) -> None:
    server = start(tmp_path, "serve", "--port", str(port))
    wait_for(port, server)
    code, out, err = ctrl_c(server, times)
    assert code == 0 and err == "" and "Arrêté" not in out


@pytest.mark.parametrize("times", [1, 2])
def test_a_server_that_writes_stops_without_a_word(tmp_path: Path, port: int, times: int) -> None:
    server = start(tmp_path, "serve", "--port", str(port))
    wait_for(port, server)
    reader = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"prompt": "Le soir", "tokens": 2000, "stream": True})
    reader.request("POST", "/api/generate", body, {"Content-Type": "application/json"})
    answer = reader.getresponse()
    assert answer.readline().startswith(b"event: piece")
    code, out, err = ctrl_c(server, times)
    assert code == 0 and err == "" and "Arrêté" not in out
    answer.close()
    reader.close()


# Ctrl-C when the command's own code begins to be read.
AT_ONCE = """
import os, signal, sys
from aurore.cli.main import run
def hook(event, details):
    if event == "import" and details[0] == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(hook)
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.parametrize(
    ("module", "command", "code", "said"),
    [
        ("aurore.cli.write", "serve", 130, "Arrêté.\n"),
        ("aurore.model.choose", "serve", 0, ""),
        ("aurore.corpus.prepare", "prepare", 130, "Arrêté. La même commande"),
    ],
)
def test_only_what_goes_on_where_it_stopped_says_so(
    tmp_path: Path, module: str, command: str, code: int, said: str
) -> None:
    line = [sys.executable, "-c", AT_ONCE, module, command, "--work", str(tmp_path / "work")]
    done = subprocess.run(line, capture_output=True, text=True)
    assert (
        done.returncode == code and done.stderr.startswith(said) and bool(said) is bool(done.stderr)
    )
    assert ("La même commande" in done.stderr) is ("La même commande" in said)
