"""Small files of each kind that is taken, and of some that are not."""

import io
import zipfile
from collections.abc import Mapping

from app.core import files
from app.core.files.keeping import MEGABYTE

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + bytes(40)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(40)
PAGE = (
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
)
MAIL = "From: a@tsubame.example\r\nSubject: =?utf-8?b?5aWR57SE?=\r\n\r\n<html><p>契約</p></html>\r\n".encode()


def pdf(text: str = "試験") -> bytes:
    return f"%PDF-1.7\n%{text}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".encode()


def whole_pdf(text: str = "試験") -> bytes:
    """One empty page that can be read and written on; the text stands in a remark."""
    made, places = f"%PDF-1.7\n%{text}\n".encode(), []
    for number, said in enumerate(PAGE, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{said}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(PAGE) + 1
    end = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF\n"
    return made + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


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
