"""Executes the instructions of the Dockerfile in a Debian tree, where there is no container engine.

    debootstrap --variant=minbase --include=python3,python3-venv,ca-certificates bookworm TREE
    python tools/container.py TREE [VOLUME] [COMMAND…]

The tree stands for the base image: its `python` is an environment in /usr/local, where the image
has its own (Debian 12 has no Python 3.12, so it is 3.11). Afterwards COMMAND, or the image's own,
is run as the image's user, with VOLUME mounted at /aurore as the slides do. Needs root; the tree
lies outside the repository.
"""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BASE = "test -x /usr/local/bin/python || python3 -m venv /usr/local"


class Image:
    """What the instructions say, executed one after the other."""

    def __init__(self, tree: Path) -> None:
        self.tree, self.place, self.user, self.command = tree, "/", "0", ["true"]
        self.environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/root"}
        self.environment |= {k: v for k, v in os.environ.items() if k.startswith("PIP_")}

    def run(self, command: list[str]) -> int:
        """In the tree, as the image's user, where the image stands."""
        inside = ["chroot", f"--userspec={self.user}:{self.user}", str(self.tree)]
        told = [f"{name}={value}" for name, value in self.environment.items()]
        line = f"cd {shlex.quote(self.place)} && exec {shlex.join(command)}"
        return subprocess.call([*inside, "env", "-i", *told, "sh", "-c", line])

    def obey(self, name: str, rest: str) -> None:
        """One instruction."""
        print(f"--- {name} {rest[:90]}", flush=True)
        if name == "FROM":
            self.check(["sh", "-c", BASE])
        elif name == "WORKDIR":
            self.place = rest
            (self.tree / rest.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif name == "COPY":
            *sources, target = rest.split()
            aim = self.tree / self.place.lstrip("/") / target
            for source in sources:
                subprocess.run(["cp", "-r", ROOT / source, aim], check=True)
        elif name == "RUN":
            self.check(["sh", "-c", rest])
        elif name == "ENV":
            self.environment |= dict(pair.split("=", 1) for pair in shlex.split(rest))
        elif name == "USER":
            self.user = rest
            self.environment["HOME"] = "/home/participant"
        elif name == "CMD":
            self.command = json.loads(rest)
        elif name not in ("EXPOSE", "HEALTHCHECK"):
            sys.exit(f"not known: {name}")

    def check(self, command: list[str]) -> None:
        """Runs a command that must succeed."""
        if code := self.run(command):
            sys.exit(f"exit code {code}")


def instructions(text: str) -> list[tuple[str, str]]:
    """Names and what follows them, lines that go on joined."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    return [
        (name, rest) for name, _, rest in (x.partition(" ") for x in joined.splitlines()) if name
    ]


if __name__ == "__main__":
    tree, *further = sys.argv[1:]
    image = Image(Path(tree))
    for name, rest in instructions((ROOT / "Dockerfile").read_text(encoding="utf-8")):
        image.obey(name, rest)
    if further:
        volume = image.tree / "aurore"
        volume.mkdir(exist_ok=True)
        subprocess.run(["mount", "--bind", further[0], volume], check=True)
    try:
        sys.exit(image.run(further[1:] or image.command))
    finally:
        if further:
            subprocess.run(["umount", image.tree / "aurore"], check=True)
