"""The address that a room is told is one it can type."""

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ADDRESS = (
    "import socket; from aurore.serving.address import own_address;"
    "print(own_address(socket.AF_INET))"
)
CUT = ("unshare", "--net", "--map-root-user")
OPEN = (  # in a process of its own: the tests' own network is closed
    "import sys; from urllib.request import urlopen;"
    "print(urlopen(sys.argv[1] + '/salle', timeout=30).status)"
)


def can_cut() -> bool:
    return (
        shutil.which("unshare") is not None
        and shutil.which("ip") is not None
        and subprocess.run([*CUT, "true"], capture_output=True).returncode == 0
    )


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.skipif(not can_cut(), reason="no way here to make a network of its own")
def test_a_network_that_leads_nowhere_has_an_address_all_the_same() -> None:
    card = "ip link add salle type veth && ip addr add 192.168.7.3/24 dev salle"
    up = f"{card} && ip link set salle up"
    assert said(*CUT, "sh", "-c", f"{up} && {sys.executable} -c '{ADDRESS}'") == "192.168.7.3"
    assert said(*CUT, sys.executable, "-c", ADDRESS) == "None"


def test_a_class_is_told_an_address_that_answers(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "aurore", "serve", "--class", "--run", "embedded"]
    command += ["--port", str(port), "--work", str(tmp_path), "--lang", "fr"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as server:
        assert server.stdout is not None
        try:
            lines: list[str] = []
            while not lines or "La page est" not in lines[-1]:
                lines.append(server.stdout.readline())
                assert server.poll() is None, lines
            told = " ".join("".join(lines).split())
            [address] = set(re.findall(rf"http://[\w.-]+:{port}(?=/projecteur| ;)", told))
            assert "0.0.0.0" not in address
            assert f"{address}/formateur/entrer?secret=" in told
            assert answers(address) == "200"
        finally:
            server.terminate()
            server.communicate(timeout=30)


def answers(address: str) -> str:
    """The status of the room's door, once the server listens."""
    for _ in range(100):
        done = subprocess.run([sys.executable, "-c", OPEN, address], capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.strip()
    return done.stderr
