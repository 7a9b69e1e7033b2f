"""What general compressors that have read the training text add for a new text.

A compressor that guesses well writes little: its output, in bits, is its surprise.
"""

import bz2
import lzma
import math
from collections.abc import Callable

XZ_DICTIONARY_BYTES = 1 << 27  # must hold the whole training text, or xz forgets its beginning
PPMD_ORDER = 6  # guess: bytes of context; the usual choice for prose
PPMD_MEMORY = 1 << 28  # of its tree; it starts again when that is full


def added_bits(compress: Callable[[bytes], int], before: bytes, text: bytes) -> float:
    """What the compressor adds to its output when `text` follows `before`."""
    return 8.0 * (compress(before + text) - compress(before))


def xz(data: bytes) -> int:
    """Bytes that `xz` makes of the data, with a dictionary that holds all of it."""
    size = max(1 << math.ceil(math.log2(len(data) + 1)), 1 << 12)
    filters = [
        {
            "id": lzma.FILTER_LZMA2,
            "preset": 9 | lzma.PRESET_EXTREME,
            "dict_size": min(size, XZ_DICTIONARY_BYTES),
        }
    ]
    return len(lzma.compress(data, format=lzma.FORMAT_RAW, filters=filters))


def bzip2(data: bytes) -> int:
    """Bytes that `bzip2` makes of the data; it sees 900,000 of them at a time."""
    return len(bz2.compress(data, 9))


def ppmd(data: bytes) -> int:
    """Bytes that PPMd (variant H, as in 7-Zip) makes of the data."""
    import pyppmd

    encoder = pyppmd.Ppmd7Encoder(PPMD_ORDER, PPMD_MEMORY)
    return len(encoder.encode(data)) + len(encoder.flush())


COMPRESSORS: dict[str, Callable[[bytes], int]] = {"xz": xz, "bzip2": bzip2, "ppmd": ppmd}
