"""Sending a form with a file, as browsers do."""

from tests.services.browsing import Browser
from tests.services.calling import Answer

BOUNDARY = "----a-boundary-that-nobody-writes"


def uploaded(browser: Browser, path: str, field: str, content: bytes, **fields: str) -> Answer:
    """The answer to a form of our own pages with one file."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"csrf": browser.csrf, **fields}.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="a file"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    body = b"".join(parts) + head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return browser.caller.saying(content_type=kind).send("POST", path, body)
