"""Texts of Japanese institutions in the encodings that they come in: none is taken for another."""

import pytest

from app.core.errors import DomainError
from app.exchange.reading.book import WRONG_ENCODING
from app.exchange.reading.delimited import decoded

QUESTIONS = (
    "項番,質問,回答,備考\n"
    "1-1,情報セキュリティの基本方針を定めていますか。,はい,規程集「第3版」\n"
    "1-2,委託先（再委託先を含む。）の点検を年1回以上行っていますか？,一部,来年度から実施予定\n"
)
LEDGER = (
    "取引先名,法人番号,所管部署\n株式会社みどり計算,1234567890123,個人ローン部\n"
    "合同会社あおぞらクラウド,,IT企画部\n"
)
PEOPLE = "番号,氏名,役職\n1,山田太郎,次長\n2,斎藤彩,課長\n3,渡辺翔太,室長代理\n"
MARKS = "項目,回答\n入退室の管理,○\n媒体の廃棄,×\n夜間の監視,△\n遠隔地保管,―\n"
KANJI = "区分,確認事項,判定\n組織,責任者任命済,適合\n物理,入退室記録保管,不適合\n技術,通信暗号化,該当無\n"
TEXTS = (QUESTIONS, LEDGER, PEOPLE, MARKS, KANJI)
HALF_WIDTH = (
    "ｶﾌﾞｼｷｶﾞｲｼﾔ ﾐﾄﾞﾘｹｲｻﾝ,1200\nｱｵｿﾞﾗｸﾗｳﾄﾞ(ｶ,300\n",
    "ｺﾞｳｹｲ,ﾅﾏｴ\n12,ｻﾄｳ ﾐｻｷ\n9,ｷﾑﾗ ﾏｺﾄ\n",
    "ﾃﾞｰﾀ,ｳﾞｧｰﾁｬﾙ\nｶﾞﾊﾞﾅﾝｽ,ﾋﾟｸｾﾙ\n",
)
OF_WINDOWS = "番号,質問\n①,㈱みどり計算の契約は№１ですか～Ⅱ期－髙橋\n"


def as_windows_writes(text: str) -> bytes:
    """EUC-JP as Windows does it: each pair of Shift_JIS by row and cell, the special characters too."""
    found = bytearray()
    for letter in text:
        pair = letter.encode("cp932")
        if len(pair) == 1:
            found += pair if pair[0] < 0x80 else b"\x8e" + pair
            continue
        lead, trail = pair
        row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2 + (1 if trail < 0x9F else 2)
        cell = trail - 0x9E if trail >= 0x9F else trail - (0x3F if trail < 0x7F else 0x40)
        found += bytes((row + 0xA0, cell + 0xA0))
    return bytes(found)


def as_windows_mails(text: str) -> bytes:
    """ISO-2022-JP as Windows does it: the pairs of its EUC-JP with seven bits, kana of half width in a set of their
    own."""
    found, now = bytearray(), b"\x1b(B"
    content = as_windows_writes(text)
    at = 0
    while at < len(content):
        byte = content[at]
        then, count = (b"\x1b(B", 1) if byte < 0x80 else (b"\x1b(I", 2) if byte == 0x8E else (b"\x1b$B", 2)
        piece = content[at : at + count]
        found += (b"" if then == now else then) + bytes(
            one & 0x7F for one in (piece[1:] if byte == 0x8E else piece)
        )
        now, at = then, at + count
    return bytes(found) + (b"" if now == b"\x1b(B" else b"\x1b(B")


@pytest.mark.parametrize("may_be_western", [False, True])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "Shift_JIS", "EUC-JP", "ISO-2022-JP"])
def test_a_text_is_read_in_the_encoding_that_it_is_in(text, encoding, may_be_western):
    ways = {"Shift_JIS": "cp932", "UTF-8": "utf-8", "UTF-16": "utf-16"}
    special = {"EUC-JP": as_windows_writes, "ISO-2022-JP": as_windows_mails}
    content = special[encoding](text) if encoding in special else text.encode(ways[encoding])
    assert decoded(content, may_be_western=may_be_western) == (text, encoding)


@pytest.mark.parametrize("text", TEXTS)
def test_a_heading_with_one_line_is_enough_to_tell(text):
    short = "".join(text.splitlines(keepends=True)[:2])
    assert decoded(short.encode("cp932")) == (short, "Shift_JIS")
    assert decoded(as_windows_writes(short)) == (short, "EUC-JP")
    assert decoded(as_windows_mails(short)) == (short, "ISO-2022-JP")


@pytest.mark.parametrize("text", HALF_WIDTH)
def test_kana_of_half_width_are_shift_jis(text):
    assert decoded(text.encode("cp932")) == (text, "Shift_JIS")


def test_the_special_characters_of_windows_are_read_in_each():
    for content, encoding in (
        (OF_WINDOWS.encode("cp932"), "Shift_JIS"),
        (as_windows_writes(OF_WINDOWS), "EUC-JP"),
        (as_windows_mails(OF_WINDOWS), "ISO-2022-JP"),
    ):
        assert decoded(content) == (OF_WINDOWS, encoding)


def test_kana_of_half_width_stand_in_euc_jp_and_iso_2022_jp_too():
    text = "名称,読み\n株式会社みどり計算,ﾐﾄﾞﾘｹｲｻﾝ\n"
    assert decoded(as_windows_writes(text)) == (text, "EUC-JP")
    assert decoded(as_windows_mails(text)) == (text, "ISO-2022-JP")
    assert decoded(text.encode("iso2022_jp_ext")) == (text, "ISO-2022-JP")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\x1b$B9`HV\x1b(B,\x1b$BLd\x1b(B\n1,\x1b$B@_Dj\x1b(J\\1\x1b(B\n", "項番,問\n1,設定\\1\n"),
        (b"\x1b$@9`HV\x1b(J,1\n", "項番,1\n"),
        (b"a,\x1b(I6^;]\x1b(B\n", "a,ｶﾞｻﾝ\n"),
        # Who does not switch back at the end of a line is read on.
        (b"\x1b$B9`HV\n9`HV\x1b(B,1\n", "項番\n項番,1\n"),
        (b"\x1b(Ba,b\n", "a,b\n"),
        ("丂,1\n".encode("iso2022_jp_1"), "丂,1\n"),
        ("①,㐂\n".encode("iso2022_jp_3"), "①,㐂\n"),
        ("俱,1\n".encode("iso2022_jp_2004"), "俱,1\n"),
    ],
    ids=[
        "JIS X 0208", "of 1978", "kana", "over the line", "ASCII alone", "JIS X 0212", "JIS X 0213", "of 2004",
    ],
)  # fmt: skip
def test_the_sets_of_iso_2022_jp_are_told_apart(content, text):
    assert decoded(content) == (text, "ISO-2022-JP")


def test_ascii_stays_utf_8_and_so_does_utf_8_with_a_switch_in_it():
    for text in ("id,question\n1,Do you lock it?\n", "a,$B9`HV (B\n", "a,\x1b[0m\n", "番号,\x1b(B\n"):
        assert decoded(text.encode()) == (text, "UTF-8"), text


@pytest.mark.parametrize(
    ("content", "byte", "line"),
    [
        (b"a,b\n1,\x1b$B9`H\x1b(B\n", 12, 2),  # half a letter
        (b"a,b\n1,\x1b$B\x7f\x7f\x1b(B\n", 10, 2),
        (b"a,b\n1,\x1b$(C0!\x1b(B\n", 7, 2),  # Korean
        (b"a,b\n1,\x1b(B\x0e1\x0f\n", 10, 2),
        (b"a,b\n1,\x1b(I1\x1b(B,\xb1\n", 15, 2),  # eight bits
        (b"a,b\n1,\x1b$(D\x21\x21\x1b(B\n", 11, 2),
    ],
)
@pytest.mark.parametrize("may_be_western", [False, True])
def test_what_is_no_letter_of_its_set_is_named_by_its_place(content, byte, line, may_be_western):
    with pytest.raises(DomainError) as refused:
        decoded(content, may_be_western=may_be_western)
    assert (refused.value.message, refused.value.params) == (WRONG_ENCODING, {"byte": byte, "line": line})


@pytest.mark.parametrize(
    "text",
    [
        "Nummer;Frage;Antwort\n1;Wird der Zugriff geprüft?;Ja, jährlich\n",
        "Número,Pregunta,Respuesta\n1,¿Existe una política de gestión?,Sí\n",
        "Item,Descrição\n1,Proteção das informações e gestão da operação\n2,A avaliação não é feita\n",
    ],
)
def test_a_western_text_is_not_taken_for_japanese(text):
    assert decoded(text.encode("cp1252"), may_be_western=True) == (text, "Windows-1252")


def test_bytes_of_no_encoding_are_still_refused_with_their_place():
    with pytest.raises(DomainError) as refused:
        decoded(as_windows_writes(QUESTIONS) + b"ok\n\xa4,1\n")
    assert refused.value.message == WRONG_ENCODING
