"""Files as strangers send them, made in code: workbooks part by part, old containers sector by sector."""

import io
import struct
import zipfile
from collections.abc import Mapping

HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

SECTOR = 512
FREE, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook_parts(sheets: Mapping[str, str], hidden: tuple[str, ...] = ()) -> dict[str, bytes | str]:
    """The parts of a workbook whose sheets are given as mark-up (the rows, without what stands around them)."""
    names = list(sheets)
    state = dict.fromkeys(hidden, ' state="hidden"')
    entries = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{state.get(name, "")}/>'
        for n, name in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_SHEET_TYPE}.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>',
    }
    for n, rows in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = rows if rows.startswith("<?xml") else HEAD + rows + TAIL
    return parts


def workbook(rows: str, extra: Mapping[str, bytes | str] | None = None) -> bytes:
    return zipped({**workbook_parts({"Sheet1": rows}), **(extra or {})})


def inline(where: str, text: str) -> str:
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


# --- the container of the nineties -----------------------------------------------------------


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each padded so that it lies in sectors of its own."""
    padded = {
        name: body.ljust(max(4096, -(-len(body) // SECTOR) * SECTOR), b"\0") for name, body in streams.items()
    }
    fat = [FAT_SECTOR, END_OF_CHAIN]
    starts = {}
    for name, body in padded.items():
        starts[name] = len(fat)
        count = len(body) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), END_OF_CHAIN]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109L", 0, *[FREE] * 108)
    names = list(padded)
    directory = _entry("Root Entry", 5, END_OF_CHAIN, 0, child=1)
    for n, name in enumerate(names, 1):
        right = n + 1 if n < len(names) else FREE
        directory += _entry(name, 2, starts[name], len(padded[name]), right=right)
    directory += bytes(SECTOR - len(directory))
    return header + struct.pack(f"<{len(fat)}L", *fat) + directory + b"".join(padded.values())


def _entry(name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return raw.ljust(64, b"\0") + struct.pack(
        "<HBB3L36xLQ", len(raw), kind, 1, FREE, right, child, start, size
    )


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def old_workbook(texts: list[list[str | float]]) -> bytes:
    """A workbook of 1997 with one sheet."""
    begin, end = struct.pack("<4H2L", 0x0600, 5, 0, 1997, 0, 0), _record(0x0A, b"")
    sheet = _record(0x809, struct.pack("<4H2L", 0x0600, 0x10, 0, 1997, 0, 0))
    for row, cells in enumerate(texts):
        for column, value in enumerate(cells):
            place = struct.pack("<3H", row, column, 0)
            if isinstance(value, str):
                body = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                sheet += _record(0x204, place + body)
            else:
                sheet += _record(0x203, place + struct.pack("<d", value))
    sheet += end
    globals_ = _record(0x809, begin) + _record(0x42, struct.pack("<H", 1200))
    bound = struct.pack("<LBBBB", 0, 0, 0, 3, 0) + b"Old"
    at = len(globals_) + 4 + len(bound) + len(end)
    globals_ += _record(0x85, struct.pack("<L", at) + bound[4:]) + end
    return compound({"Workbook": globals_ + sheet})
