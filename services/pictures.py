"""纸面照片 pictures — what a resident wrote on paper, kept beside what the desk recorded of it.

A picture is seen by this person and the desk alone; the log holds a commitment to its digest.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from projections.views import Community

PICTURE_BYTES_MAX: Final = 10 * 1024 * 1024
JPEG: Final = b"\xff\xd8\xff"
PNG: Final = b"\x89PNG\r\n\x1a\n"
RIFF: Final = b"RIFF"
WEBP: Final = b"WEBP"
WEBP_AT: Final = 8
EXTENSIONS: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it was handed in, with the type that its first bytes tell."""

    type: str
    content: bytes

    @property
    def digest(self) -> str:
        """Unpadded base64url of its SHA-256: the private field of `PaperKept`."""
        return urlsafe_b64encode(sha256(self.content).digest()).rstrip(b"=").decode()

    @property
    def file_name(self) -> str:
        """The same for everybody: a name of its own could tell of whom it is."""
        return f"paper.{EXTENSIONS[self.type]}"


def picture_of(content: bytes) -> Picture | None:
    """A JPEG, PNG or WebP picture by its signature, whatever the file was called; else nothing."""
    if content.startswith(JPEG):
        return Picture("image/jpeg", content)
    if content.startswith(PNG):
        return Picture("image/png", content)
    if content.startswith(RIFF) and content[WEBP_AT:].startswith(WEBP):
        return Picture("image/webp", content)
    return None


class Pictures(Protocol):
    """Pictures under the key of the person whose name owns them."""

    async def keep(self, community: Community, owner: str, picture: Picture) -> None:
        """Kept after the entry that tells of it; the same picture again changes nothing.

        Raises `NobodyThere` when the owner was erased.
        """
        ...

    async def kept(self, community: Community, owner: str, digest: str) -> Picture | None:
        """The picture, as long as the key of its owner exists."""
        ...
