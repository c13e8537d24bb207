"""静态文件 — style sheet, scripts and picture, under an address that changes with their content."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from services.language import phrase

FOLDER: Final = Path(__file__).parent.parent / "static"
KINDS: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FILES: Final = {
    file.name: file.read_bytes() for file in sorted(FOLDER.iterdir()) if file.suffix in KINDS
}
EDITION: Final = sha256(
    b"".join(name.encode() + b"\0" + content + b"\0" for name, content in FILES.items())
).hexdigest()[:12]

router = APIRouter(include_in_schema=False)


def address(name: str) -> str:
    """Where a static file lies; an unknown name is a mistake of ours and fails at once."""
    if name not in FILES:
        raise KeyError(name)
    return f"/static/{EDITION}/{name}"


@router.get("/static/{edition}/{name}")
async def static_file(edition: str, name: str) -> Response:
    if name not in FILES:
        raise HTTPException(404, phrase("There is no such page."))
    # A page of another edition, open during an update, gets today's file but does not keep it.
    keeping = "public, max-age=31536000, immutable" if edition == EDITION else "no-store"
    return Response(
        FILES[name],
        media_type=KINDS[Path(name).suffix],
        headers={"Cache-Control": keeping},
    )


@router.get("/favicon.ico")
async def picture() -> Response:
    return Response(FILES["linli.svg"], media_type=KINDS[".svg"])
