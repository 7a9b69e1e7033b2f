"""Copied to the root of a kit as `installer.py`: installs Aurore from the kit, without network.

    python3 installer.py [FOLDER]          (Windows: py installer.py)

It stands alone: Python’s own library, and its few sentences here instead of in the messages.
"""

import platform
import re
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)
WHEELS = "roues"
WHOLE, SMALL = "atelier-aurore[train]", "atelier-aurore"  # by what the kit has
WINDOWS = sys.platform == "win32"


def main(arguments: list[str]) -> int:
    """Makes the environment and installs; returns the exit code."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # an old console has not all our signs
    wheels = Path(__file__).resolve().parent / WHEELS
    target = Path(arguments[0]).expanduser() if arguments else Path.home() / "aurore"
    folder = target.resolve()
    if unfit := unfit_python(wheels):
        print(unfit)
        return 2
    print(f"Installation dans {folder}, sans réseau. Cela prend quelques minutes.")
    if subprocess.run(install_command(folder / "env", wheels)).returncode == 0:
        print(f"C’est fait. Pour commencer, ces deux lignes :\n{first_lines(folder)}")
        return 0
    print(
        "L’installation n’a pas abouti : voir ci-dessus ce que pip n’a pas trouvé, et LISEZMOI.txt."
    )
    return 1


def unfit_python(wheels: Path) -> str:
    """Why this Python will not do; nothing when it will."""
    here = platform.python_version()
    if sys.version_info < OLDEST:
        return f"Il faut Python {OLDEST[0]}.{OLDEST[1]} ou plus récent ; celui-ci est {here}."
    found = (re.search(r"-cp3(\d+)-cp3\d+-", path.name) for path in wheels.glob("*.whl"))
    minors = sorted({int(match[1]) for match in found if match})
    if minors and sys.version_info.minor not in minors:
        known = " ou ".join(f"3.{minor}" for minor in minors)
        return f"Cette clé est faite pour Python {known} ; celui-ci est {here}."
    return ""


def install_command(environment: Path, wheels: Path) -> list[str]:
    """Makes the environment, and tells how to install into it.

    The kit’s own pip does it: some systems have none for new environments.
    """
    pip = sorted(wheels.glob("pip-*.whl"))
    venv.create(environment, with_pip=not pip, symlinks=not WINDOWS)
    python = environment / ("Scripts/python.exe" if WINDOWS else "bin/python")
    command = [str(python), *([str(pip[-1] / "pip")] if pip else ["-m", "pip"])]
    command += ["install", "--no-index", "--quiet", "--disable-pip-version-check"]
    command += ["--find-links", str(wheels)]
    asked = WHOLE if list(wheels.glob("torch-*.whl")) else SMALL
    return [*command, asked, *(["pip"] if pip else [])]


def first_lines(folder: Path) -> str:
    """What to type first: away from the kit, and in any shell, whatever the folder’s name holds.

    `pushd` goes to another drive in cmd as in PowerShell, which `cd` does in one of them only.
    """
    go, program = ("pushd", r"env\Scripts\aurore") if WINDOWS else ("cd", "env/bin/aurore")
    return f'  {go} "{folder}"\n  {program} lesson start 0'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
