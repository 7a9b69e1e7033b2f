"""Where Aurore keeps what it converted, which can be made again at any time."""

import os
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """`AURORE_CACHE`, or the system's place for caches."""
    return Path(os.environ.get("AURORE_CACHE") or platformdirs.user_cache_path("aurore"))
