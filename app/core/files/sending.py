"""A stored file on its way to a browser: to be saved, never to be shown as a page of ours."""

from urllib.parse import quote

from flask import Response

from app.core.files.keeping import Opened
from app.core.files.names import clean_name
from app.core.headers import DOWNLOAD_POLICY


def answer(opened: Opened, name: str, media_type: str) -> Response:
    """The name in RFC 5987's form, and in plain letters for what does not read it."""
    response = Response(opened.chunks(), content_type=media_type)
    response.call_on_close(opened.close)
    return _to_save(response, name, opened.size)


def answer_bytes(content: bytes, name: str, media_type: str) -> Response:
    """One that was changed on its way, as by a mark on each page."""
    return _to_save(Response(content, content_type=media_type), name, len(content))


def _to_save(response: Response, name: str, size: int) -> Response:
    safe = clean_name(name) or "file"
    plain = "".join(char if char.isascii() and char not in '"\\%;' else "_" for char in safe)
    encoded = quote(safe, safe="")
    headers = response.headers
    headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
    headers["Content-Length"] = str(size)
    headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    return response
