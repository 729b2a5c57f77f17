"""The institution's own ledger forms: kept by whoever sets the rules, used by every reader."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.exchange import queries
from app.exchange.events import ExchangeAct as Act
from app.exchange.kinds import Kind
from app.exchange.models import ColumnLayout
from app.exchange.reading.mapping import Field
from app.exchange.rules import layouts as rules
from app.exchange.services.ledgers import ID

MOST = 50
TAKEN = N_("There is a layout of this name. Choose another name.")
TOO_MANY = N_("There are %(most)s layouts already. Delete one that nobody uses.")


def add_layout(
    ctx: Context, kind: Kind, *, name: str, columns: Sequence[Sequence[str]], is_usual: bool
) -> ColumnLayout:
    if len(queries.layouts_of(kind.key)) >= MOST:
        raise DomainError(TOO_MANY, most=MOST)
    layout = ColumnLayout(kind=kind.key)
    _set(kind, layout, name, columns, is_usual=is_usual)
    db.session.add(layout)
    audit.record(ctx, Act.LAYOUT_ADDED, layout)
    _only_one_is_usual(ctx, layout)
    return layout


def edit_layout(
    ctx: Context,
    kind: Kind,
    layout: ColumnLayout,
    *,
    name: str,
    columns: Sequence[Sequence[str]],
    is_usual: bool,
) -> ColumnLayout:
    _set(kind, layout, name, columns, is_usual=is_usual)
    audit.record(ctx, Act.LAYOUT_EDITED, layout)
    _only_one_is_usual(ctx, layout)
    return layout


def _set(
    kind: Kind, layout: ColumnLayout, name: str, columns: Sequence[Sequence[str]], *, is_usual: bool
) -> None:
    plain = rules.checked_name(name)
    same = select(ColumnLayout.id).where(
        ColumnLayout.kind == kind.key, ColumnLayout.name == plain, ColumnLayout.id != layout.id
    )
    if db.session.scalars(same).first() is not None:
        raise DomainError(TAKEN, "name")
    checked = rules.checked_columns(kind.fields(), columns)
    layout.name, layout.columns, layout.is_usual = plain, checked, is_usual


def _only_one_is_usual(ctx: Context, layout: ColumnLayout) -> None:
    if not layout.is_usual:
        return
    for other in queries.layouts_of(layout.kind):
        if other.is_usual and other.id != layout.id:
            other.is_usual = False
            audit.record(ctx, Act.LAYOUT_EDITED, other)


def remove_layout(ctx: Context, layout: ColumnLayout) -> None:
    db.session.delete(layout)
    audit.record(ctx, Act.LAYOUT_REMOVED, layout)


# --- on the way back -------------------------------------------------------------------------


def known_fields(kind: Kind) -> list[Field]:
    """The fields of a kind, called also as the institution's own forms head them."""
    own: dict[str, list[str]] = {}
    for layout in queries.layouts_of(kind.key):
        for key, heading in layout.columns:
            if heading:
                own.setdefault(key, []).append(heading)
    return [replace(field, synonyms=(*field.synonyms, *own.get(field.key, ()))) for field in kind.fields()]


def mapping_of(kind: Kind, headings: Sequence[str]) -> dict[str, str] | None:
    """Field → heading, if all columns of one of the layouts are there; of several the widest."""
    there, fields = set(headings), {field.key: field for field in kind.fields()}
    found: list[dict[str, str]] = []
    for layout in queries.layouts_of(kind.key):
        for at in (0, 1):
            columns = {
                key: text or fields[key].labels[at]
                for key, text in (*layout.columns, (ID, ""))
                if key in fields
            }
            if there.issuperset(columns.values()):
                found.append(columns)
    return max(found, key=len, default=None)
