"""One page of PDF with a title and some lines, small enough to be made while the demonstration is loaded.

No font lies in it: a viewer takes its own Japanese one.
"""

from collections.abc import Sequence

PAGE = "[0 0 595 842]"
FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UCS2-H /DescendantFonts [6 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5"
    " /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >>"
    " /FontDescriptor 7 0 R /DW 1000 /W [1 94 556] >>",
    "<< /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 /FontBBox [-92 -250 1010 922] /ItalicAngle 0"
    " /Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >>",
)


def paper(title: str, lines: Sequence[str]) -> bytes:
    drawn = _drawn(title, lines)
    return _file([
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {PAGE} /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        *FONT,
    ])  # fmt: skip


def _drawn(title: str, lines: Sequence[str]) -> str:
    rows = [f"BT /F1 18 Tf 72 760 Td <{_codes(title)}> Tj"]
    rows += [f"/F1 11 Tf 0 {-40 if at == 0 else -22} Td <{_codes(line)}> Tj" for at, line in enumerate(lines)]
    return "\n".join([*rows, "ET"])


def _codes(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _file(objects: Sequence[str]) -> bytes:
    """With the place of each object, as readers look for them from the end."""
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{one}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\n"
    return made + f"{end}startxref\n{len(made)}\n%%EOF\n".encode("ascii")
