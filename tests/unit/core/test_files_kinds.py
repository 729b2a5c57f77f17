"""What is taken, told by content; and what is not, in words that say what to do."""

import io

import pytest

from app.core.errors import DomainError
from app.core.files import kinds
from tests.factories.files import JPEG, MAIL, PNG, compound, office, package, pdf

OFFICE = "application/vnd.openxmlformats-officedocument."
TAKEN = [
    ("契約.pdf", pdf(), "application/pdf"),
    ("bom.PDF", b"\xef\xbb\xbf\n" + pdf(), "application/pdf"),
    ("台帳.xlsx", office("xl"), f"{OFFICE}spreadsheetml.sheet"),
    ("文書.docx", office("word"), f"{OFFICE}wordprocessingml.document"),
    ("資料.pptx", office("ppt"), f"{OFFICE}presentationml.presentation"),
    ("古い.xls", compound("Root Entry", "Workbook"), "application/vnd.ms-excel"),
    ("古い.doc", compound("WordDocument"), "application/msword"),
    ("表入り.xls", compound("Workbook", "WordDocument"), "application/vnd.ms-excel"),
    ("通知.msg", compound("__properties_version1.0", "WordDocument", "EncryptedPackage"), "application/vnd.ms-outlook"),
    ("一覧.csv", "番号,名称\r\n1,つばめ\r\n".encode("cp932"), "text/csv"),
    ("一覧.csv", "\ufeff番号,名称\r\n\x1a".encode(), "text/csv"),
    ("メモ.txt", "つばめ銀行".encode("utf-16"), "text/plain"),
    ("メモ.txt", "連絡先は <担当> まで".encode("iso2022_jp"), "text/plain"),
    ("メール.eml", MAIL, "message/rfc822"),
    ("図.png", PNG, "image/png"),
    ("図.jpg", JPEG, "image/jpeg"),
    ("図.JPEG", JPEG, "image/jpeg"),
    ("名無し", pdf(), "application/pdf"),
    ("まとめ.zip", package({"a.txt": b"a"}), "application/zip"),
]  # fmt: skip
REFUSED = [
    ("空.pdf", b"", kinds.EMPTY),
    ("page.html", b"<!DOCTYPE html><p>x", kinds.PAGE),
    ("ledger.xls", b"\r\n <html><table>", kinds.PAGE),
    ("ledger.txt", b"<script>alert(1)</script>", kinds.PAGE),
    ("図.svg", b"<svg xmlns='x'>", kinds.PAGE),
    ("図.png", b"<?xml version='1.0'?><svg>", kinds.PAGE),
    ("setup.exe", b"MZ\x90\x00", kinds.PROGRAM),
    ("契約.pdf", b"MZ\x90\x00" + pdf(), kinds.PROGRAM),
    ("run.txt", b"#!/bin/sh\nrm -rf x", kinds.PROGRAM),
    ("run.bat", b"del *.*", kinds.PROGRAM),
    ("tool", b"\x7fELF\x02", kinds.PROGRAM),
    ("mac.xlsx", office("xl", **{"xl/vbaProject.bin": b"x"}), kinds.MACROS),
    ("mac.xls", compound("Workbook", "_VBA_PROJECT"), kinds.MACROS),
    ("鍵付き.xlsx", compound("EncryptedPackage", "EncryptionInfo"), kinds.LOCKED),
    ("setup.msi", compound("Root Entry"), kinds.UNKNOWN),
    ("契約.pdf", office("xl"), kinds.DISAGREES),
    ("契約.pdf", "ただの文".encode(), kinds.UNKNOWN),
    ("契約.docx", office("xl"), kinds.DISAGREES),
    ("app.jar", package({"META-INF/MANIFEST.MF": b"x"}), kinds.UNKNOWN),
    ("data.txt", bytes(range(256)), kinds.UNKNOWN),
    ("data.json", b"{}", kinds.UNKNOWN),
    ("名無し", "ただの文".encode(), kinds.UNKNOWN),
    ("半端.zip", package({"a": b"b"})[:-10], kinds.BROKEN),
]


@pytest.mark.parametrize(
    ("name", "content", "media_type"), TAKEN, ids=lambda v: v if isinstance(v, str) else ""
)
def test_a_document_is_known_by_its_content(name: str, content: bytes, media_type: str) -> None:
    assert kinds.TYPES[kinds.recognise(io.BytesIO(content), name)] == media_type


@pytest.mark.parametrize(("name", "content", "why"), REFUSED, ids=lambda v: v if isinstance(v, str) else "")
def test_what_is_not_taken_is_refused_in_words(name: str, content: bytes, why: str) -> None:
    with pytest.raises(DomainError) as refusal:
        kinds.recognise(io.BytesIO(content), name)
    assert refusal.value.message == why


def test_a_zip_with_a_password_is_refused() -> None:
    made = bytearray(package({"a.txt": b"abc"}))
    made[made.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DomainError) as refusal:
        kinds.recognise(io.BytesIO(bytes(made)), "a.zip")
    assert refusal.value.message == kinds.LOCKED


def test_a_character_cut_by_the_end_of_what_is_read_does_not_make_a_text_unreadable() -> None:
    for encoding in ("utf-8", "cp932"):
        for shift in range(4):
            content = b"a" * shift + ("つばめ銀行" * 8000).encode(encoding)
            assert kinds.recognise(io.BytesIO(content), "長い.txt") == "txt"
