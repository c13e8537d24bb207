"""样本纸条 — a picture of a note that somebody wrote by hand, as a grid worker would bring it."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from services.pictures import Picture

if TYPE_CHECKING:
    from random import Random

WIDTH, HEIGHT = 180, 120
MARGIN, LINE, SIGN = 14, 18, 11
SHEET, RULE, INK = 250, 215, 60
STROKES = 4
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def paper(random: Random) -> Picture:
    """Ruled lines with signs like writing: nobody's hand, and another one for every draw."""
    rows = [bytearray([SHEET]) * WIDTH for _ in range(HEIGHT)]
    for base in range(MARGIN + LINE, HEIGHT - MARGIN, LINE):
        rows[base][MARGIN:-MARGIN] = bytes([RULE]) * (WIDTH - 2 * MARGIN)
        for left in range(MARGIN, WIDTH - MARGIN - SIGN * random.randint(1, 5), SIGN + 2):
            for _ in range(STROKES):
                _stroke(random, rows, left, base - LINE + 4)
    return Picture("image/png", _png(rows))


def _stroke(random: Random, rows: list[bytearray], left: int, top: int) -> None:
    """A line within one sign, level or upright."""
    across, down = random.randrange(SIGN), random.randrange(SIGN)
    level = random.random() < 1 / 2
    for step in range(random.randint(3, SIGN)):
        x = min(across + step, SIGN - 1) if level else across
        y = down if level else min(down + step, SIGN - 1)
        rows[top + y][left + x] = INK


def _png(rows: list[bytearray]) -> bytes:
    """Eight bits of grey, no filter (ISO/IEC 15948), and not compressed.

    The digest of a picture stands behind a commitment in the log: it must be the same with every
    zlib, so the one stored block is written here (RFC 1950 and 1951).
    """
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    plain = b"".join(b"\x00" + bytes(row) for row in rows)
    block = struct.pack("<BHH", 1, len(plain), len(plain) ^ 0xFFFF) + plain
    pixels = b"\x78\x01" + block + struct.pack(">I", zlib.adler32(plain))
    return SIGNATURE + b"".join(
        _chunk(*each) for each in ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )
