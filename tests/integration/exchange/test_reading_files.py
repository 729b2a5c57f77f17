"""What an honest file holds is read as it is, whatever its format, and what is worth knowing is said."""

import csv
import io
import time
from datetime import date, datetime

import pytest

from app.core import archives
from app.core.errors import DomainError
from app.exchange.reading import mapping, values
from app.exchange.reading.book import (
    BAD_QUOTES,
    NOTES,
    TOO_MANY_ROWS,
    UNKNOWN_TYPE,
    WRONG_ENCODING,
    BadCell,
    Merged,
)
from app.exchange.reading.files import read_file
from app.exchange.reading.headers import find_header
from app.exchange.reading.rows import typed_rows
from tests.factories.workbooks import inline, old_workbook, workbook, workbook_parts, zipped

TABLE = (("会社名", "番号"), ("株式会社つばめ", "１"))
TEXT = "会社名,番号\n株式会社つばめ,１\n"
FIELDS = (
    mapping.Field("name", ("名称",), values.line, ("提出者名",), is_required=True),
    mapping.Field("name_kana", ("カナ",), values.line, ("提出者名（ヨミ）",)),
    mapping.Field("corporate_number", ("法人番号",), values.corporate_number, ("提出者法人番号",)),
    mapping.Field("address", ("所在地",), values.line),
    mapping.Field("listed_on", ("上場日",), values.day),
    mapping.Field("capital", ("資本金",), values.integer),
)


def only(content: bytes, name: str = "file"):
    (sheet,) = read_file(name, content).sheets
    return sheet


def kinds(content: bytes) -> list[str]:
    return [note.kind for note in read_file("x", content).notes]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-be"]
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_is_read_in_its_encoding_and_with_its_separator(encoding, separator):
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    sheet = only((mark + TEXT.replace(",", separator)).encode(encoding), "C:\\folder\\台帳.csv")
    assert (sheet.name, sheet.rows) == ("台帳", TABLE)


def test_quoted_separators_lines_and_quotation_marks_are_part_of_a_value():
    assert only(b'a,"b, c"\r\n"d\ne","say ""x"""\r\n\r\n,f\r\n').rows == (
        ("a", "b, c"),
        ("d\ne", 'say "x"'),
        (),
        (None, "f"),
    )


def test_an_apostrophe_that_our_own_file_put_before_a_formula_is_taken_away():
    assert only(b"a,b\n'=1,'x\n").rows[1] == ("=1", "'x")


@pytest.mark.parametrize(
    ("content", "message", "params"),
    [
        (TEXT.encode() + b"\xff\xfe,1\n", WRONG_ENCODING, {"byte": 44, "line": 3}),
        (TEXT.encode("utf-16") + b"\x00", WRONG_ENCODING, {"byte": 37, "line": 3}),
        (TEXT.encode("cp932") + b"ok\n\x80,1\n", WRONG_ENCODING, {"byte": 34, "line": 4}),
        (TEXT.encode("iso2022_jp") + b"\x1b$B9\x1b(B,1\n", WRONG_ENCODING, {"byte": 58, "line": 3}),
        (b'a,b\n"x,1\ny,2\n', BAD_QUOTES, {"line": 2}),
        (b'a,b\n"x"y,1\n', BAD_QUOTES, {"line": 2}),
        (b"a\0b,c\n", UNKNOWN_TYPE, {}),
    ],
    ids=[
        "neither",
        "half a character",
        "no text of Windows",
        "half a letter of JIS",
        "open quote",
        "quote inside",
        "nul",
    ],
)
def test_a_text_that_cannot_be_read_says_where_and_why(content, message, params):
    with pytest.raises(DomainError) as caught:
        read_file("x.csv", content)
    assert (caught.value.message, caught.value.params) == (message, params)


def test_a_workbook_gives_its_cells_by_value_with_their_places():
    rows = (
        '<row r="2"><c r="B2"><v>7010001064648</v></c><c r="C2"><v>1.5</v></c><c r="D2" t="b"><v>1</v></c>'
        + inline("E2", " 二&lt;\n行 ")
        + '<c r="F2"><f>1+1</f><v>2</v></c><c r="G2" t="e"><f>A1</f><v>#REF!</v></c><c r="H2"><f>A1</f></c>'
        '<c r="I2" t="str"><f>A1</f><v></v></c></row><row r="4"><c r="A4" t="e"><v>#N/A</v></c></row>'
    )
    sheet = only(workbook(rows))
    assert sheet.rows == (
        (),
        (None, 7010001064648, 1.5, True, " 二<\n行 ", 2, BadCell("#REF!"), BadCell("")),
        (),
        (BadCell("#N/A"),),
    )
    assert isinstance(sheet.rows[1][1], int)
    assert (sheet.cell(1, 2), sheet.cell(9, 9), sheet.cell(1, 99)) == (1.5, None, None)


def test_a_table_that_begins_neither_in_the_first_row_nor_column_keeps_its_place():
    assert only(workbook('<row r="3"><c r="C3"><v>5</v></c></row>')).rows == ((), (), (None, None, 5))


def test_errors_are_named_wherever_the_pieces_of_a_large_sheet_are_cut():
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="e"><v>#REF!</v></c><c r="B{n}"><f>A1</f></c></row>'
        for n in range(1, 5001)
    )
    rows = only(workbook(cells)).rows
    assert len(rows) == 5000
    assert set(rows) == {(BadCell("#REF!"), BadCell(""))}


def test_dates_times_and_merged_cells_of_a_real_workbook():
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page, hidden = book.add_worksheet("台帳"), book.add_worksheet("控え")
    hidden.hide()
    page.merge_range(0, 0, 0, 1, "契約")
    formats = [
        book.add_format({"num_format": text})
        for text in ("yyyy/m/d", '[$-411]ggge"年"m"月"d"日"', "h:mm", "[h]:mm")
    ]
    page.write_datetime(1, 0, date(2026, 3, 31), formats[0])
    page.write_datetime(1, 1, date(2026, 3, 31), formats[1])
    page.write_datetime(1, 2, datetime.fromisoformat("2026-03-31T09:05"), formats[0])
    page.write_number(1, 3, 0.5, formats[2])
    page.write_number(1, 4, 1.5, formats[3])
    page.write_number(1, 5, 46112)
    book.close()
    read = read_file("x", out.getvalue())
    assert [(sheet.name, sheet.is_hidden) for sheet in read.sheets] == [("台帳", False), ("控え", True)]
    assert read.sheets[0].merged == (Merged(0, 0, 0, 1),)
    day = date(2026, 3, 31)
    moment = datetime.fromisoformat("2026-03-31T09:05")
    noon = datetime.fromisoformat("2026-01-01T12:00").time()
    assert read.sheets[0].rows[1] == (day, day, moment, noon, "36:00:00", 46112)
    assert [(note.kind, note.params) for note in read.notes] == [("hidden", {"sheet": "控え"})]


def test_an_old_workbook_is_read_too():
    read = read_file("x.xls", old_workbook([["会社名", "番号"], ["つばめ", 7010001064648.0]]))
    assert (read.kind, read.sheets[0].rows) == ("xls", (("会社名", "番号"), ("つばめ", 7010001064648)))
    assert [note.kind for note in read.notes] == ["old"]


def test_what_was_passed_over_is_said():
    row = '<row r="1"><c r="A1"><f>1</f><v>1</v></c></row>'
    extra: dict[str, bytes | str] = {
        "xl/vbaProject.bin": b"x",
        "xl/externalLinks/externalLink1.xml": "<x/>",
        "xl/embeddings/a.bin": b"PK\3\4",
    }
    assert kinds(workbook(row, extra)) == ["macros", "links", "objects", "formulas"]
    assert read_file("x.xlsx", workbook(row, extra)).kind == "xlsm"
    assert kinds(workbook('<row r="1"><c r="GS1"><v>1</v></c></row>')) == ["wide"]
    assert kinds(zipped(workbook_parts({"a": "", "b": ""}, hidden=("b",)))) == ["hidden"]
    assert kinds(TEXT.encode("cp932")) == ["encoding"]
    assert all(note.message == NOTES[note.kind] for note in read_file("x", workbook(row, extra)).notes)


def test_rows_are_counted_by_content_and_not_by_place():
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>2</v></c></row>'
    rows = only(workbook(far)).rows
    assert (len(rows), rows[0], rows[-1], rows[5]) == (1_048_576, (1,), (2,), ())
    with pytest.raises(DomainError) as caught:
        read_file("x", b"a\n" * 200_001)
    assert (caught.value.message, caught.value.params) == (TOO_MANY_ROWS, {"sheet": "x", "count": 200_000})


def companies(count: int) -> bytes:
    """A list as an authority publishes it: cp932, a title above, full-width digits, 和暦."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["ダウンロード実行日", "2026年08月11日現在", "件数", f"{count}件"])
    head = [
        "ＥＤＩＮＥＴコード",
        "区分",
        "資本金",
        "上場日",
        "提出者名",
        "提出者名（英字）",
        "提出者名（ヨミ）",
    ]
    writer.writerow([*head, "所在地", "業種", "証券コード", "提出者法人番号", "備考", "決算日"])
    for n in range(count):
        row = [
            f"E{n:05}",
            "内国法人",
            f"{n:,}",
            "令和８年３月３１日",
            f"株式会社企業{n}",
            f"Company {n}",
            "キギョウ",
        ]
        row += [f"千代田区丸の内{n}丁目１番", "銀行業", "", _wide(_numbered(n)), "", "3月31日"]
        writer.writerow(row)
    return out.getvalue().encode("cp932")


def _numbered(n: int) -> str:
    from app.core.identifiers import corporate_check_digit

    return f"{corporate_check_digit(f'{n:012}')}{n:012}"


def _wide(text: str) -> str:
    return text.translate({ord("0") + n: ord("０") + n for n in range(10)})


@pytest.mark.slow
def test_a_public_list_of_11374_companies_is_read_and_typed_within_five_seconds():
    content = companies(11_374)
    began = time.monotonic()
    sheet = only(content, "companies.csv")
    header = find_header(sheet, mapping.known(FIELDS))
    rows = list(typed_rows(sheet, header, FIELDS, mapping.propose(FIELDS, header.texts).mapped))
    assert time.monotonic() - began < 5
    assert len(rows) == 11_374
    assert not [row for row in rows if row.problems]
    assert rows[-1].number == 11_376
    assert rows[11].values == {
        "name": "株式会社企業11",
        "name_kana": "キギョウ",
        "corporate_number": _numbered(11),
        "address": "千代田区丸の内11丁目１番",
        "listed_on": date(2026, 3, 31),
        "capital": 11,
    }


def test_a_parser_that_says_something_else_is_not_believed(monkeypatch):
    from app.core import sandbox

    for pieces in (
        [{"kind": "x", "notes": [["evil", {}]]}],
        [[["0", 1]]],
        [{"kind": "csv", "notes": []}, {"sheet": 1}],
        ["x"],
    ):
        monkeypatch.setattr(sandbox, "run", lambda *_, said=pieces, **__: iter(said))
        with pytest.raises(sandbox.SandboxError):
            read_file("x", b"x")


def test_refusals_of_the_container_reach_the_reader():
    with pytest.raises(DomainError) as caught:
        read_file("x", workbook("") + b"\0")
    assert caught.value.message == archives.MESSAGES[archives.Fault.UNUSUAL]


def test_a_text_that_is_called_a_workbook_is_read_and_that_is_noted():
    book = read_file("台帳.XLSX", TEXT.encode())
    assert (book.kind, [(note.kind, note.params) for note in book.notes]) == (
        "csv", [("named", {"ending": ".xlsx"})],
    )  # fmt: skip
    assert read_file("台帳.csv", TEXT.encode()).notes == ()
    assert read_file("台帳", TEXT.encode()).notes == ()
