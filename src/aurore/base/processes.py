"""Processes that do not outlive the one that started them."""

import os
import threading
from multiprocessing import parent_process


def team_size() -> int:
    """How many processes train together, as `torchrun` says; 1 without it."""
    return int(os.environ.get("WORLD_SIZE", "1")) if "MASTER_ADDR" in os.environ else 1


def is_follower() -> bool:
    """Whether another process of the team speaks and writes for this one."""
    return team_size() > 1 and os.environ.get("RANK", "0") != "0"


def end_with_parent() -> None:
    """For a worker, when it starts: it ends as soon as its parent is no more, even killed.

    A pool's workers would wait for ever for the next task of a parent that had no time to say
    that there is none.
    """
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
