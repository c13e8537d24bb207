"""附件 uploads — a form that brings one file with it: read in memory, within its limits."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from services.language import phrase
from services.pages.forms import FIELDS_MAX, FORM_BYTES_MAX, UNREADABLE

UPLOAD_TYPE: Final = "multipart/form-data"
BODY_BYTES_MAX: Final = 24 * 1024 * 1024
"""So much is looked at; what somebody wrote stands before the file, and is kept."""
DRAINED_BYTES_MAX: Final = 256 * 1024 * 1024
"""So much is taken in, so that the browser ends sending and shows the answer."""
FILE_TOO_LARGE: Final = phrase("This file is larger than we can take.")


def is_upload(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0]
    return kind.strip().lower() == UPLOAD_TYPE


async def fields_and_file(
    request: Request, field: str, *, bytes_max: int
) -> tuple[dict[str, str], bytes]:
    """The fields of a form, and the contents of its one file; none is no bytes.

    Of a file that is larger than `bytes_max`, one byte more than that is returned.
    """
    parser = _InMemory(request, bytes_max + 1)
    try:
        form = await parser.parse()
    except MultiPartException:
        raise HTTPException(422, UNREADABLE) from None
    fields, content = {}, b""
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read() if name == field else content
        else:
            fields[name] = value
    await form.close()
    if parser.is_cut:
        for unfinished in parser._files_to_close_on_error:  # noqa: SLF001 - the form never held it.
            unfinished.close()
        return fields, bytes(bytes_max + 1)
    return fields, content


class _InMemory(MultiPartParser):
    """What somebody hands in is written nowhere in the clear, not even for a moment."""

    spool_max_size = 0
    """To the file that the parser uses, 0 means: never to the disk."""

    is_cut = False
    """Whether the body ended for us before it ended; the file was never whole then."""

    def __init__(self, request: Request, kept_bytes_max: int) -> None:
        super().__init__(
            request.headers,
            self._limited(request),
            max_files=1,
            max_fields=FIELDS_MAX,
            max_part_size=FORM_BYTES_MAX,
        )
        self.room = kept_bytes_max

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._current_part.file is not None:
            end = min(end, start + self.room)
            self.room -= end - start
        super().on_part_data(data, start, end)

    async def _limited(self, request: Request) -> AsyncGenerator[bytes, None]:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > DRAINED_BYTES_MAX:
                raise HTTPException(422, FILE_TOO_LARGE)
            self.is_cut = size > BODY_BYTES_MAX
            if not self.is_cut:
                yield chunk
