"""A responsibility matrix as a plain table for CSV: the rows and the actors that its page shows, marks in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from app.core.words import value_label
from app.standards.queries.matrices import Entered
from app.standards.rules.matrices import Gap, ResolvedMatrix, ResolvedRow, Side
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrix_marks import Marks, conditions_of, said


def export_rows(
    resolved: ResolvedMatrix,
    found: Sequence[Gap],
    *,
    groups: Mapping[str, str],
    entered: Entered | None = None,
) -> tuple[list[str], list[list[Any]]]:
    """Head and rows. `entered` is missing for a template, of which nobody has settled anything."""
    marks, voice = Marks(conditions_of(resolved.matrix), entered is None), sheets.Voice()
    under_way = entered.under_way if entered is not None else ()
    asked = sheets.narrowed(resolved, found, marks, under_way)
    titles = {actor.key: sheets.title_of(actor) for actor in asked.actors}
    named = {key: _named(title, key, entered) for key, title in titles.items()}
    head = [str(_("Chapter")), str(_("Place in the source")), str(_("Items"))]
    head += [voice.labelled(name, value_label(side)) for name in named.values() for side in Side]
    head += [str(_("What the source says")), str(_("Certainty")), str(_("Sources"))]
    if entered is not None:
        head += [str(_("Reason")), str(_("Gaps")), str(_("Findings"))]
    rows = []
    for row in asked.rows:
        told, cells = row.row, [cell for cell in row.cells if cell.actor in titles]
        line = [said(told.chapter), sheets.place_of(told), sheets.items_text(told, groups)]
        line += [marks.words(cell.sides[side]) for cell in cells for side in Side]
        line += [said(told.note), sheets.certainty_of(row), voice.sources(told.sources)]
        if entered is not None:
            gaps = [gap for gap in found if gap.row == told.id]
            reasons = [voice.labelled(titles[cell.actor], cell.reason) for cell in cells if cell.reason]
            line += ["; ".join(reasons), "; ".join(map(sheets.gap_words, gaps)), _findings(row, entered)]
        rows.append(line)
    return head, rows


def _named(title: str, actor: str, entered: Entered | None) -> str:
    """With who that is here, as far as it is known."""
    binding = entered.bindings.get(actor) if entered is not None else None
    return f"{title} ({binding.name})" if binding is not None and binding.name else title


def _findings(row: ResolvedRow, entered: Entered) -> str:
    return "; ".join(dict.fromkeys(_numbers(row, entered)))


def _numbers(row: ResolvedRow, entered: Entered) -> Iterator[str]:
    for gap, charged in entered.charged.items():
        if row.row.id in gap.split(".")[1:2]:
            yield f"No. {charged.number} {value_label(charged.state)}"
