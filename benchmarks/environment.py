"""What a figure depends on, printed above it."""

import os
import platform
from importlib.metadata import version

LIBRARIES = ("torch", "transformers", "onnxruntime", "tokenizers", "numpy")


def print_environment(libraries: tuple[str, ...] = LIBRARIES) -> None:
    """Machine, load and versions."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{platform.platform()}, {os.cpu_count()} cores, load {load}")
    print(", ".join(f"{name} {version(name)}" for name in libraries))


def print_ratio(name: str, ones: list[float], others: list[float]) -> None:
    """The ratio of two alternating series of speeds, pair by pair, with its spread."""
    ratios = sorted(one / other for one, other in zip(ones, others, strict=True))
    middle = ratios[len(ratios) // 2]
    print(f"{name}: {middle:.2f} times (from {ratios[0]:.2f} to {ratios[-1]:.2f})")
