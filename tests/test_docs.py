"""What the documentation says is so: the same commands in both languages, and each of them runs."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parents[1]
README, LISEZMOI = ROOT / "README.md", ROOT / "LISEZMOI.md"
# What a test adds to a command of the README so that it lasts seconds and needs no network.
SHORTER = {
    "aurore demo": "--minutes 0.2 --port {port}",
    "aurore train --minutes 5": "--minutes 0.2 --batch-size 4",
    "aurore serve": "--port {port}",
    "aurore doctor": "--mirror {work} --port {port}",
}
SERVERS = ("aurore demo", "aurore serve")


def commands(page: Path) -> list[str]:
    """The lines of the page's `sh` blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def aurore_commands() -> list[str]:
    """What the README runs, in its order, without the installation before `&&`."""
    parts = [part.strip() for line in commands(README) for part in line.split("&&")]
    return [part for part in parts if part.startswith("aurore ")]


def test_both_pages_carry_the_same_commands() -> None:
    assert commands(README) == commands(LISEZMOI)
    assert len(aurore_commands()) >= 9


def test_ci_installs_and_tests_as_the_readme_says() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    line = next(line for line in commands(README) if "pytest" in line)
    for part in line.split(" && "):
        assert part in ci


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def shortened(command: str, work: Path, port: int) -> list[str]:
    """The command as it is written, then what makes it short."""
    extra = SHORTER.get(command, "").format(port=port, work=work)
    command = command.replace("--author sand", "--author demo")  # the books in the package
    return [sys.executable, "-m", *shlex.split(f"{command} {extra}"), "--work", str(work)]


@pytest.mark.timeout(600)
def test_every_command_of_the_readme_runs_in_its_order(tmp_path: Path) -> None:
    for command in aurore_commands():
        port = free_port()
        arguments = shortened(command, tmp_path, port)
        if command in SERVERS:
            run_until_it_serves(arguments, port)
            continue
        done = subprocess.run(arguments, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert done.stdout.strip(), command


def run_until_it_serves(arguments: list[str], port: int) -> None:
    """Starts a command that ends in a server, asks it how it is, stops it with Ctrl-C."""
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_for_answer(process, port)
        if os.name != "nt":
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=30)
            assert process.returncode == 0 and "Arrêté" not in said.decode()
    finally:
        process.kill()
        process.communicate(timeout=30)


def wait_for_answer(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Returns when the server of the process answers."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        assert process.poll() is None, process.stdout.read().decode()
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.5)
    raise AssertionError(f"no answer on port {port}")


def test_the_help_page_is_up_to_date() -> None:
    code = (
        f"import runpy; m = runpy.run_path({str(ROOT / 'docs' / 'make.py')!r});"
        "import sys; sys.stdout.reconfigure(encoding='utf-8'); print(m['page'](), end='')"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert printed.stdout == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_links_between_pages_lead_somewhere() -> None:
    for page in (README, LISEZMOI, ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_changelog_knows_this_version() -> None:
    from aurore import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
