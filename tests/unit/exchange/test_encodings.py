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


@pytest.mark.parametrize("may_be_western", [False, True])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "Shift_JIS", "EUC-JP"])
def test_a_text_is_read_in_the_encoding_that_it_is_in(text, encoding, may_be_western):
    ways = {"Shift_JIS": "cp932", "UTF-8": "utf-8", "UTF-16": "utf-16"}
    content = as_windows_writes(text) if encoding == "EUC-JP" else text.encode(ways[encoding])
    assert decoded(content, may_be_western=may_be_western) == (text, encoding)


@pytest.mark.parametrize("text", TEXTS)
def test_a_heading_with_one_line_is_enough_to_tell(text):
    short = "".join(text.splitlines(keepends=True)[:2])
    assert decoded(short.encode("cp932")) == (short, "Shift_JIS")
    assert decoded(as_windows_writes(short)) == (short, "EUC-JP")


@pytest.mark.parametrize("text", HALF_WIDTH)
def test_kana_of_half_width_are_shift_jis(text):
    assert decoded(text.encode("cp932")) == (text, "Shift_JIS")


def test_the_special_characters_of_windows_are_read_in_both():
    for content, encoding in (
        (OF_WINDOWS.encode("cp932"), "Shift_JIS"),
        (as_windows_writes(OF_WINDOWS), "EUC-JP"),
    ):
        assert decoded(content) == (OF_WINDOWS, encoding)


def test_kana_of_half_width_stand_in_euc_jp_too():
    text = "名称,読み\n株式会社みどり計算,ﾐﾄﾞﾘｹｲｻﾝ\n"
    assert decoded(as_windows_writes(text)) == (text, "EUC-JP")


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
