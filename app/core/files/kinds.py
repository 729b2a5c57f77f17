"""What a file is, by its content and not by what it is called; and what is not taken.

The name must agree with the content: a page of HTML called ledger.xls opens as a page in some programs.
"""

import re
import zipfile
from collections.abc import Mapping
from typing import BinaryIO

from app.core.errors import DomainError
from app.core.files.names import extension
from app.core.words import N_

HEAD = 64 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
# By ending: what the browser is told.
TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "docx": f"{OFFICE}wordprocessingml.document",
    "pptx": f"{OFFICE}presentationml.presentation",
    "xls": "application/vnd.ms-excel",
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "csv": "text/csv",
    "txt": "text/plain",
    "eml": "message/rfc822",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
}
TAKEN = "PDF, Excel, Word, PowerPoint, CSV, TXT, PNG, JPEG, MSG, EML, ZIP"

EMPTY = N_("This file is empty. Choose another.")
PAGE = N_(
    "Web pages and drawings with scripts (HTML, SVG, XML) are not taken. Print it to a PDF and choose that."
)
PROGRAM = N_("Programs and scripts are not taken. Choose a document: %(taken)s.")
MACROS = N_("Office files with macros are not taken. Save it without macros and choose that.")
LOCKED = N_(
    "This file is protected by a password, so nobody could read it later. Take the protection off first."
)
UNKNOWN = N_("Files of this kind are not taken. Choose one of these: %(taken)s.")
DISAGREES = N_(
    "The name ends in .%(ending)s, but the content is another kind (%(found)s). Choose the original file."
)
BROKEN = N_("This file cannot be read. Open it, save it anew and choose it again.")

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"#!",
            b"L\x00\x00\x00\x01\x14\x02\x00", b"MSCF")  # fmt: skip
SCRIPTS = frozenset(
    {"bat", "cmd", "js", "jse", "vbs", "vbe", "ps1", "psm1", "sh", "py", "pl", "rb", "wsf", "hta"}
)
# Names of streams in an OLE file (UTF-16): what makes it which kind.
STREAMS: tuple[tuple[str, str], ...] = (
    ("__properties_version1.0", "msg"), ("EncryptedPackage", "locked"), ("_VBA_PROJECT", "macros"),
    ("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"),
)  # fmt: skip
PARTS = {"xl/": "xlsx", "word/": "docx", "ppt/": "pptx"}
MOST_PARTS = 10_000
_PAGE = re.compile(rb"<(?:!doctype|html|head|body|script|svg|\?xml|iframe|img|meta|!--)", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}")
_SPACE = b" \t\r\n\x0c\xef\xbb\xbf"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1c-\x1f]")


def recognise(stream: BinaryIO, name: str) -> str:
    """The ending that fits the content, or a refusal in words. The stream is read and left somewhere."""
    stream.seek(0)
    head = stream.read(HEAD)
    if not head:
        raise DomainError(EMPTY)
    if head.startswith(PROGRAMS):
        raise DomainError(PROGRAM, taken=TAKEN)
    ending = extension(name)
    found = _binary(stream, head, ending) or _text(head, ending)
    if ending in ("", found) or (ending, found) == ("jpeg", "jpg"):
        return found
    if ending not in TYPES:
        raise DomainError(UNKNOWN, taken=TAKEN)
    raise DomainError(DISAGREES, ending=ending, found=found.upper())


def _binary(stream: BinaryIO, head: bytes, ending: str) -> str | None:
    if head.lstrip(_SPACE).startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(stream)
    return _compound(stream, ending) if head.startswith(OLE) else None


def _package(stream: BinaryIO) -> str:
    """By the names of its parts alone: nothing is unpacked here."""
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise DomainError(BROKEN) from None
    if len(entries) > MOST_PARTS:
        raise DomainError(BROKEN)
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise DomainError(LOCKED)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise DomainError(MACROS)
    if "[Content_Types].xml" not in names:
        return "zip"
    return next((kind for part, kind in PARTS.items() if any(n.startswith(part) for n in names)), "zip")


def _compound(stream: BinaryIO, ending: str) -> str:
    """An old Office file or a mail of Outlook; installers are of this form too. One may hold another inside,
    so the ending decides among what is there; a mail is a mail whatever hangs on it."""
    held = [kind for name, kind in STREAMS if _holds(stream, name.encode("utf-16-le"))]
    if "msg" in held:
        return "msg"
    if "locked" in held:
        raise DomainError(LOCKED)
    if "macros" in held:
        raise DomainError(MACROS)
    if not held:
        raise DomainError(UNKNOWN, taken=TAKEN)
    return ending if ending in held else held[0]


def _holds(stream: BinaryIO, wanted: bytes) -> bool:
    stream.seek(0)
    rest = b""
    while chunk := stream.read(1024 * 1024):
        if wanted in rest + chunk:
            return True
        rest = chunk[-len(wanted) :]
    return False


def _text(head: bytes, ending: str) -> str:
    if ending == "eml" and _MAIL.match(head.lstrip(_SPACE)):
        return "eml"
    if _PAGE.match(head.lstrip(_SPACE)):
        raise DomainError(PAGE)
    if not _is_text(head):
        raise DomainError(UNKNOWN, taken=TAKEN)
    if ending not in ("csv", "txt"):
        raise DomainError(PROGRAM if ending in SCRIPTS else UNKNOWN, taken=TAKEN)
    return ending


def _is_text(head: bytes) -> bool:
    """Readable in one of the encodings of Japanese offices. The end of what was read may cut a character."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return not _CONTROL.search(head[:HEAD].decode("utf-16", "ignore").encode())
    if _CONTROL.search(head):
        return False
    for encoding in ("utf-8", "cp932", "euc_jp"):
        try:
            (head[:-4] if len(head) == HEAD else head).decode(encoding)
        except UnicodeDecodeError as error:
            if len(head) == HEAD and error.start > len(head) - 8:
                return True
            continue
        return True
    return False
