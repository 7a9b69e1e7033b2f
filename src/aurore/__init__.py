"""Aurore: from an author's books to a small model that writes in their manner."""

import os

__version__ = "0.1.0"

# PyTorch reads this at its first tensor. A step takes and gives back hundreds of megabytes: in
# pages of 2 MB instead of 4 kB it takes three quarters of the time (measured: docs/LOG.md).
os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
