"""Names of uploaded files: harmless to a disk, a header and an eye."""

import pytest

from app.core.files.names import LONGEST, clean_name, extension, stem


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("契約書.pdf", "契約書.pdf"),
        ("か\u3099いたく.pdf", "がいたく.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\報告.xlsx", "報告.xlsx"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ("ok\x00.pdf", "ok.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("a\u200bb\u2066.txt", "ab.txt"),
        ('"><script>.csv', "___script_.csv"),
        ("  . 名 前 .pdf . ", "名 前 .pdf"),
        ("...", ""),
        ("", ""),
        ("/", ""),
        ("\ud800x.pdf", "x.pdf"),
        ("line\u2028end.pdf", "lineend.pdf"),
    ],
)
def test_a_name_is_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("あ" * 500 + ".xlsx")
    assert len(name) == LONGEST
    assert name.endswith("あ.xlsx")
    assert len(clean_name("い" * 500)) == LONGEST
    assert len(clean_name("a." + "b" * 500)) == LONGEST


def test_a_cleaned_name_is_clean() -> None:
    for given in ("a/b\\c:d.pdf", "\u202e" + "x" * 300 + ".pdf", "x" * 195 + " . .pdf"):
        assert clean_name(clean_name(given)) == clean_name(given)


def test_ending_and_stem() -> None:
    assert (extension("A.PDF"), stem("A.PDF")) == ("pdf", "A")
    assert (extension("資料"), stem("資料")) == ("", "資料")
    assert (extension(".profile"), stem(".profile")) == ("", ".profile")
    assert extension("x.tar.gz") == "gz"
