"""Copied to the root of a kit as `installer.py`: installs Aurore from the kit, without network.

    python installer.py [FOLDER]

It stands alone: Python’s own library, and its few sentences here instead of in the messages.
"""

import platform
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)
WHEELS = "roues"
WHOLE, SMALL = "atelier-aurore[train]", "atelier-aurore"  # by what the kit has


def main(arguments: list[str]) -> int:
    """Makes the environment and installs; returns the exit code."""
    kit = Path(__file__).resolve().parent
    folder = Path(arguments[0] if arguments else Path.home() / "aurore").resolve()
    if sys.version_info < OLDEST:
        here = platform.python_version()
        print(f"Il faut Python {OLDEST[0]}.{OLDEST[1]} ou plus récent ; celui-ci est {here}.")
        return 2
    print(f"Installation dans {folder}, sans réseau. Cela prend quelques minutes.")
    environment = folder / "env"
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if sys.platform == "win32" else "bin")
    command = [str(programs / "python"), "-m", "pip", "install", "--no-index", "--quiet"]
    command += ["--disable-pip-version-check", "--find-links", str(kit / WHEELS)]
    asked = WHOLE if list((kit / WHEELS).glob("torch-*.whl")) else SMALL
    if subprocess.run([*command, asked]).returncode == 0:
        print(f"C’est fait. Pour commencer :\n  {programs / 'aurore'} lesson start 0")
        return 0
    print(
        "L’installation n’a pas abouti : voir ci-dessus ce que pip n’a pas trouvé, et LISEZMOI.txt."
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
