"""A chain as a bank has it, and a paper about it: how a page or a paper uses app.reports."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from app.reports import pdf
from app.reports.diagram import Captions, Edge, Graph, Kind, Node, State, draw, lay_out

LONG_NAME = "独立行政法人高齢・障害・求職者雇用支援機構"

CAPTIONS = Captions(
    levels=("当行", "階層1", "階層2", "階層3"),
    kinds={Kind.OWN: "当行", Kind.VENDOR: "委託先", Kind.SERVICE: "サービス", Kind.ORGANISATION: "法人"},
    states={State.OK: "問題なし", State.ATTENTION: "要確認", State.MISSING: "承諾なし", State.ENDED: "終了"},
    back="循環",
)


def chain() -> Graph:
    """One Microsoft under FIXER and directly under the bank, a circle, an edge of a node to itself, an end."""
    return Graph(
        nodes=(
            Node("bank", "つばめ銀行", "口座照会API", Kind.OWN, url="/engagements/1"),
            Node("cc", "cloud.config for Financial Services", "株式会社FIXER", badges=("東日本",), url="/services/1"),
            Node(
                "azure", "Microsoft Azure", "日本マイクロソフト株式会社",
                state=State.ATTENTION, badges=("日本", "米国", "個人データ"), url="/services/2",
            ),
            Node("aws", "Amazon Web Services", "Amazon Web Services, Inc.", Kind.VENDOR, url="/services/3"),
            Node("jeed", LONG_NAME, LONG_NAME, Kind.ORGANISATION, State.MISSING, url="/services/4"),
            Node("dc", "𠮷田データ 髙﨑<第2>", "吉田 & 髙﨑", state=State.ENDED),
        ),
        edges=(
            Edge("bank", "cc", "業務委託", url="/supplies/1"),
            Edge("bank", "aws", "直接契約", url="/supplies/2"),
            Edge("bank", "azure", "直接契約", State.ATTENTION, "/supplies/3", note="包括承諾 2026-01-10"),
            Edge("cc", "azure", "基盤の再委託", url="/supplies/4"),
            Edge("azure", "jeed", "", State.MISSING, "/supplies/5"),
            Edge("azure", "dc", "", State.ENDED, "/supplies/6"),
            Edge("jeed", "cc", "保守", url="/supplies/7"),
            Edge("azure", "azure", "リージョン間", url="/supplies/8"),
        ),
        roots=("bank",),
    )  # fmt: skip


TEXT = st.text(max_size=40)


@st.composite
def graphs(pick: st.DrawFn) -> Graph:
    """Circles, edges of a node to itself, several between the same two, nodes apart from all."""
    ids = [str(number) for number in range(pick(st.integers(0, 12)))]
    nodes = tuple(Node(id, pick(TEXT), pick(TEXT), badges=(pick(TEXT),)) for id in ids)
    end = st.sampled_from(ids) if ids else st.nothing()
    edge = st.builds(Edge, end, end, label=TEXT, state=st.sampled_from(State))
    edges = tuple(pick(st.lists(edge, max_size=30))) if ids else ()
    roots = tuple(pick(st.lists(end, max_size=2, unique=True))) if ids else ()
    return Graph(nodes, edges, roots)


def paper(graph: Graph | None = None, *, rows: int = 3) -> pdf.Paper:
    columns = (
        pdf.Column("階層", 0.5),
        pdf.Column("名称", 2.5),
        pdf.Column("法人番号", 1.4),
        pdf.Column("件数", 0.6, pdf.Align.RIGHT),
    )
    table = [("–", "株式会社FIXER", "1234567890123", "12")]
    table += [(str(row), f"{LONG_NAME}{row}", "3010001010696", f"{row:,}") for row in range(1, rows + 1)]
    drawing = draw(lay_out(graph or chain(), CAPTIONS))
    return pdf.Paper(
        title="再委託先一覧",
        institution="つばめ銀行",
        lines=(("記録時点", "2026-11-20 10:00"), ("基準日", "2026-03-31")),
        parts=(
            pdf.Heading("一覧"),
            pdf.Paragraph("髙﨑𠮷葛\U000e0100城の腾讯と한국\uf8ff"),
            pdf.Table(columns, tuple(table), strong=frozenset({0})),
            pdf.Picture(drawing, "連鎖の図"),
        ),
        printed="印刷 2026-11-20 10:05 佐藤 花子",
        printed_at=datetime(2026, 11, 20, 1, 5, tzinfo=UTC),
    )
