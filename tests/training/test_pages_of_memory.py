"""Large tensors lie in large pages of memory, where the system has them."""

import subprocess
import sys
from pathlib import Path

import pytest

SWITCH = Path("/sys/kernel/mm/transparent_hugepage/enabled")
TENSOR = 64 * 1024 * 1024  # bytes
PROGRAM = f"""
import aurore.training.loop, torch
taken = torch.ones({TENSOR} // 4)
lines = open("/proc/self/smaps_rollup").read().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("AnonHugePages")))
"""


@pytest.mark.skipif(
    not SWITCH.exists() or "[never]" in SWITCH.read_text(), reason="a system without large pages"
)
def test_a_large_tensor_lies_in_large_pages() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) * 1024 >= TENSOR // 2
