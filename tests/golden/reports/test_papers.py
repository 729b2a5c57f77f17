"""A paper says the same as ever, in fonts of its own, and the same paper is the same bytes.

When a difference is meant: read it, then `python -m tests.golden.reports.test_papers` writes the new words.
"""

import re
import subprocess
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.graphics import shapes

from app.reports import pdf, svg
from app.reports.diagram import Edge, Graph, Kind, Node, draw, lay_out
from app.reports.lettering import REGULAR
from app.reports.picture import CAPTION, LEAST, choose, strings, texts_of
from tests.factories.diagrams import CAPTIONS, LONG_NAME, chain, paper

HERE = Path(__file__).parent
WORDS, OUTLINE = HERE / "paper.txt", HERE / "chain.svg"


def run(program: str, content: bytes, folder: Path, *options: str) -> str:
    path = folder / "paper.pdf"
    path.write_bytes(content)
    last = ["-"] if program == "pdftotext" else []
    done = subprocess.run([program, *options, str(path), *last], capture_output=True, check=True)
    return done.stdout.decode()


def words(content: bytes, folder: Path) -> str:
    return run("pdftotext", content, folder, "-raw")


def picture() -> str:
    """The structure line by line, so that a difference can be read."""
    written = svg.render(
        draw(lay_out(chain(), CAPTIONS)), prefix="chain", title="連鎖", description="左から右へ"
    )
    return written.replace("><", ">\n<") + "\n"


def wide(size: int) -> Graph:
    nodes = tuple(Node(str(at), LONG_NAME, kind=Kind.VENDOR) for at in range(size))
    return Graph(nodes, tuple(Edge("0", str(at)) for at in range(1, size)), ("0",))


def deep(size: int) -> Graph:
    nodes = tuple(Node(str(at), f"会社{at}番") for at in range(size))
    return Graph(nodes, tuple(Edge(str(at), str(at + 1)) for at in range(size - 1)), ("0",))


def test_the_paper_says_what_it_always_said(tmp_path):
    assert words(pdf.build(paper()), tmp_path) == WORDS.read_text()


def test_the_picture_is_built_as_it_always_was():
    assert picture() == OUTLINE.read_text()


def test_rare_characters_come_back_out_of_the_paper(tmp_path):
    said = words(pdf.build(paper()), tmp_path)
    for text in ("髙﨑𠮷葛城の腾讯と한국〓", "𠮷田データ 髙﨑<第2>", "吉田 & 髙﨑", "〓 U+F8FF"):
        assert text in said
    assert pdf.missing_characters(paper()) == ("\uf8ff",)


def test_only_embedded_subsets_of_our_fonts_are_used(tmp_path):
    _, _, *fonts = run("pdffonts", pdf.build(paper()), tmp_path).splitlines()
    assert len(fonts) == 4
    for font in fonts:
        assert re.match(r"[A-Z]{6}\+(BIZUDPGothic|VL-PGothic|DroidSansFallback)", font)
        assert re.search(r" yes yes yes ", font)


def test_the_same_paper_is_the_same_bytes():
    assert pdf.build(paper()) == pdf.build(paper())


def test_the_properties_come_from_the_paper(tmp_path):
    at = replace(paper(), printed_at=paper().printed_at.astimezone(timezone(timedelta(hours=9))))
    content = pdf.build(at)
    told = run("pdfinfo", content, tmp_path, "-isodates")
    assert re.search(r"Title: +再委託先一覧\n", told)
    assert re.search(r"Author: +つばめ銀行\n", told)
    assert re.search(r"CreationDate: +2026-11-20T10:05:00\+09", told)
    assert b"/Lang (ja)" in content
    assert b"/DisplayDocTitle true" in content
    assert len(re.findall(rb"/Title \(", content)) == 3  # the document, the heading, the picture


def test_the_head_is_repeated_and_the_pages_are_counted(tmp_path):
    content = pdf.build(replace(paper(rows=100), parts=paper(rows=100).parts[:3]))
    pages = words(content, tmp_path).split("\f")[:-1]
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert "法人番号" in page
        assert f"{number} / {len(pages)}\n" in page
        assert "記録時点 2026-11-20 10:00" in page
        assert "印刷 2026-11-20 10:05 佐藤 花子" in page
    assert "\n100 " in pages[-1]


def test_a_cell_longer_than_a_page_is_printed_whole(tmp_path):
    table = pdf.Table((pdf.Column("甲"), pdf.Column("乙", 3)), (("𠮷" * 2500, "丙"), ("次", "")))
    said = words(pdf.build(replace(paper(), parts=(table,), is_landscape=True)), tmp_path)
    assert said.count("𠮷") == 2500
    assert "次" in said


ONE = (pdf.Column("甲"),)


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (pdf.Heading(""),),
        (pdf.Paragraph("長文" * 9000),),
        (pdf.Table(ONE, ()),),
        (pdf.Table(ONE, (("\x00\ud800<b>&",),)),),
    ],
)
def test_nothing_and_too_much_make_a_paper_too(parts, tmp_path):
    assert "再委託先一覧" in words(pdf.build(replace(paper(), parts=parts)), tmp_path)


def test_a_text_of_many_pages_is_printed_whole(tmp_path):
    said = words(pdf.build(replace(paper(), parts=(pdf.Paragraph("長文" * 9000),))), tmp_path)
    assert said.count("長") == said.count("文") == 9000


def test_a_table_whose_rows_do_not_fit_its_columns_is_refused():
    with pytest.raises(ValueError, match="one text for each column"):
        pdf.Table((pdf.Column("甲"),), (("1", "2"),))


ROOMS = {"portrait": (523.0, 746.0), "landscape": (770.0, 499.0), "large": (1118.0, 746.0)}


@pytest.mark.parametrize(
    ("graph", "sheet", "pieces"),
    [
        (deep(2), "portrait", 1),
        (chain(), "landscape", 1),
        (deep(6), "large", 1),
        (deep(20), "large", 3),
        (wide(90), "large", 5),
    ],
)
def test_a_picture_takes_the_smallest_sheet_on_which_it_can_be_read(graph, sheet, pieces):
    drawing = draw(lay_out(graph, CAPTIONS))
    chosen = choose(drawing, ROOMS)
    assert (chosen.name, len(chosen.tiles)) == (sheet, pieces)
    smallest = min(item.fontSize for item in strings(drawing))
    for tile in chosen.tiles:
        assert tile.scale * smallest >= LEAST - 1e-9
        assert tile.width * tile.scale <= ROOMS[sheet][0] + 1e-6
        assert tile.height * tile.scale <= ROOMS[sheet][1] - CAPTION + 1e-6
    for one, other in pairwise(sorted({(tile.x, tile.width) for tile in chosen.tiles})):
        assert other[0] < sum(one)
    covered = {round(tile.x) for tile in chosen.tiles}, {round(tile.y) for tile in chosen.tiles}
    assert 0 in covered[0]
    assert 0 in covered[1]
    assert max(tile.x + tile.width for tile in chosen.tiles) == pytest.approx(drawing.width)
    assert max(tile.y + tile.height for tile in chosen.tiles) == pytest.approx(drawing.height)


def test_every_text_of_a_picture_in_pieces_is_on_one_of_them(tmp_path):
    graph = deep(20)
    said = words(pdf.build(replace(paper(graph), parts=paper(graph).parts[3:])), tmp_path)
    assert "連鎖の図 [1-2 / 1-3]" in said
    for text in texts_of(draw(lay_out(graph, CAPTIONS))):
        assert text in said


def test_a_piece_holds_the_texts_that_are_seen_on_it_and_no_others(tmp_path):
    """A reader searching the paper is led to where the text is."""
    long = shapes.Drawing(4000, 60)
    for at in range(0, 4000, 40):
        long.add(shapes.String(at, 30, f"t{at:04}", fontName=REGULAR, fontSize=11))
    content = pdf.build(replace(paper(), parts=(pdf.Picture(long, "図"),)))
    pages = words(content, tmp_path).split("\f")[1:-1]
    pieces = choose(long, ROOMS).tiles
    assert len(pages) == len(pieces) == 2
    for page, piece in zip(pages, pieces, strict=True):
        seen = {int(found) for found in re.findall(r"t(\d{4})", page)}
        end = piece.x + piece.width
        assert {at for at in range(0, 4000, 40) if piece.x <= at <= end} <= seen
        assert all(piece.x - 40 <= at <= end for at in seen)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        WORDS.write_text(words(pdf.build(paper()), Path(made)))
    OUTLINE.write_text(picture())
