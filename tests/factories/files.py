"""Small files of each kind that is taken, and of some that are not."""

import io
import zipfile
from collections.abc import Mapping

from app.core import files
from app.core.files.keeping import MEGABYTE

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
MAIL = "From: a@tsubame.example\r\nSubject: =?utf-8?b?5aWR57SE?=\r\n\r\n<html><p>契約</p></html>\r\n".encode()


def pdf(text: str = "試験") -> bytes:
    return f"%PDF-1.7\n%{text}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".encode()


def package(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def office(folder: str, **more: bytes) -> bytes:
    return package({"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<x/>", **more})


def compound(*streams: str) -> bytes:
    """An OLE file as far as its beginning and the names in its directory go."""
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names


def keep(content: bytes, name: str = "契約書.pdf") -> files.Kept:
    return files.keep(io.BytesIO(content), name, most=20 * MEGABYTE)
