"""再委託先一覧: the closure of one engagement as a table to file, on a page, on paper, in a workbook.

The direct vendor heads it and is not counted. What the engagement does not use is left out.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.asat import Moment
from app.core.dates import day_of
from app.core.web import current_context
from app.identity import institution
from app.overview import chain_rows, papers
from app.overview.chain_rows import Part, Row
from app.register.rules.chain import Chain
from app.reports import pdf
from app.reports.workbook import ColumnKind, ColumnSpec, SheetSpec, write_workbook

# A head is not broken within a word, nor a number or a day within itself; words differ in length by language.
SHARES = {
    "ja": (0.78, 0.58, 1.55, 1.87, 0.8, 1.4, 1.25, 1.42, 1.0, 1.08, 1.23, 1.44, 1.44, 1.2),
    "en": (0.9, 0.74, 1.2, 1.87, 1.66, 1.2, 1.2, 1.5, 1.0, 1.0, 1.0, 1.4, 1.4, 1.24),
}
WIDTHS = (14, 7, 32, 18, 14, 34, 30, 26, 24, 22, 18, 16, 16, 34)


def title() -> str:
    return str(_("List of subcontractors"))


def heads() -> list[str]:
    return [
        str(label)
        for label in (
            _("No."),
            _("Level"),
            _("Name"),
            _("Corporate number"),
            _("Country of establishment"),
            _("Work or service"),
            _("Entrusted by"),
            _("Data handled"),
            _("Where it is done"),
            _("State of the consent"),
            _("Kind of consent"),
            _("Day of the consent"),
            _("Expires on"),
            _("Conditions"),
        )
    ]


def rows_of(chain: Chain) -> list[Row]:
    """What is filed: edges in use, and none that leads back to the direct vendor."""
    return [
        row
        for row in chain_rows.rows_of(chain)
        if row.part != Part.FURTHER
        or (row.is_used and row.offer is not None and row.offer.id != chain.root_id)
    ]


def cells_of(row: Row) -> list[str]:
    source = "" if row.source is None else row.source.party.name
    return [
        _number(row),
        str(row.level),
        row.party.name,
        chain_rows.number_or_reason(row.party),
        chain_rows.countries([row.party.country] if row.party.country else []),
        _work(row),
        source,
        chain_rows.data_of(row),
        chain_rows.where_of(row) or (str(_("not recorded")) if row.part != Part.VENDOR else ""),
        *chain_rows.consent(row),
        chain_rows.conditions(row.use),
    ]


def _number(row: Row) -> str:
    if row.part == Part.VENDOR:
        return str(_("Contract party"))
    if row.part == Part.HEAD:
        return str(_("Direct vendor"))
    return str(_("%(number)s (again)", number=row.number)) if row.is_again else str(row.number)


def _work(row: Row) -> str:
    offered = row.offer.name if row.offer is not None else ""
    return " / ".join(part for part in (offered, chain_rows.work(row)) if part)


def counted(chain: Chain) -> tuple[int, int]:
    """Subcontractors as legal entities, and their services."""
    further = [row for row in rows_of(chain) if row.part == Part.FURTHER]
    direct = {row.party.id for row in rows_of(chain) if row.part != Part.FURTHER}
    return len({row.party.id for row in further} - direct), len({row.number for row in further})


def summary(chain: Chain) -> str:
    entities, services = counted(chain)
    return str(
        _("%(entities)s, %(services)s, down to level %(level)s",
          entities=ngettext("%(num)d subcontractor", "%(num)d subcontractors", entities),
          services=ngettext("%(num)d service", "%(num)d services", services), level=chain.deepest)
    )  # fmt: skip


def paper(chain: Chain, moment: Moment) -> pdf.Paper:
    shares = SHARES[current_context().language]
    columns = [
        pdf.Column(head, share, pdf.Align.RIGHT if at == 1 else pdf.Align.LEFT)
        for at, (head, share) in enumerate(zip(heads(), shares, strict=True))
    ]
    rows = rows_of(chain)
    strong = frozenset(at for at, row in enumerate(rows) if row.part != Part.FURTHER)
    table = pdf.Table(tuple(columns), tuple(tuple(cells_of(row)) for row in rows), strong)
    parts = (pdf.Paragraph(summary(chain)), table, pdf.Paragraph(note(), is_small=True))
    return papers.paper(chain, moment, title(), parts)


def note() -> str:
    return str(
        _(
            "The level is the shortest distance from %(institution)s. A service that several pass work on to stands "
            "with each of them, under one number. Places and data are those recorded for this engagement.",
            institution=institution.noun(),
        )
    )


def workbook(chain: Chain, moment: Moment) -> bytes:
    columns = tuple(
        ColumnSpec(head, ColumnKind.INT if at == 1 else ColumnKind.TEXT, width)
        for at, (head, width) in enumerate(zip(heads(), WIDTHS, strict=True))
    )
    titles = (
        title(),
        papers.institution_name(),
        *(f"{label}: {text}" for label, text in papers.lines_of(chain, moment)),
        summary(chain),
        papers.printed(),
    )
    rows = [_typed(cells_of(row)) for row in rows_of(chain)]
    sheet = SheetSpec(title(), columns, rows, titles, frozen_columns=3, spare_rows=0)
    return write_workbook([sheet], made_at=current_context().at)


def _typed(cells: Sequence[str]) -> list[str | int]:
    return [int(cell) if at == 1 else cell for at, cell in enumerate(cells)]


def file_name(chain: Chain, moment: Moment) -> str:
    """Both dates stand on what leaves the house."""
    ctx = current_context()
    recorded = moment.instant or ctx.at
    number = chain.case.number if chain.case is not None else ""
    return str(
        _("List of subcontractors %(number)s, recorded %(recorded)s, effective %(on)s", number=number,
          recorded=day_of(recorded).isoformat(), on=moment.on.isoformat())
    )  # fmt: skip
