"""A text that stands nowhere else in the world, and where it is looked for."""

import subprocess
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from infra.binaries import binaries, plain_environment
from infra.settings import Settings

CANARY = "鵸鵌"
"""Two rare characters: pages search by pairs of characters, so the pair itself is looked for."""
LATIN = "qituniao"
LOOKS = {
    look
    for text in (CANARY, LATIN)
    for look in (
        text.encode(),
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode("unicode_escape"),
        text.encode("unicode_escape").upper(),
        text.encode().hex().encode(),
        text.encode().hex().upper().encode(),
        text.encode("utf-16-be").hex().encode(),
        quote(text).encode(),
        quote(text).lower().encode(),
        "".join(f"&#{ord(sign)};" for sign in text).encode(),
        "".join(f"\\{byte:03o}" for byte in text.encode()).encode(),
    )
}


def stands_in(content: bytes) -> bool:
    return any(look in content for look in LOOKS)


def files_that_hold_it(*folders: Path) -> list[str]:
    return [
        str(path)
        for folder in folders
        for path in (folder.rglob("*") if folder.is_dir() else [folder])
        if path.is_file() and stands_in(path.read_bytes())
    ]


def dumped(settings: Settings, databases: Iterable[str]) -> bytes:
    """What a back-up would hold that leaves nothing out, in plain text."""
    program = binaries(settings).folder / "pg_dump"
    return b"\n".join(
        subprocess.run(
            [program, "--format=plain", conninfo],
            capture_output=True,
            check=True,
            env=plain_environment(),
        ).stdout
        for conninfo in databases
    )
