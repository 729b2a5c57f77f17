"""What the list of every kind of record does alike: now or as at, exported, with saved views, for pickers.

A list is described by a `Ledger`; its views stay one line each, so that every route still says who may use it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _

from app.core import asat, keeping_views, listing, past, saved_views
from app.core.context import Context
from app.core.csvout import csv_answer
from app.core.dates import DateStyle, day_of, format_datetime
from app.core.errors import DomainError
from app.core.listing import ListDefinition, ListState, Page
from app.core.past import Past
from app.core.web import current_context, translated

Cell = Callable[[Any, str], Any]


@dataclass(frozen=True)
class Ledger:
    """`name` is how its endpoints begin: `register.<name>_list`, `_list_export`, `_view_save`, `_view_delete`.

    `wanted` reads the state of a list, `listed` makes the query of it, `past_of` the same for a past instant.
    `cells` looks up what the rows share, then answers what stands in one cell of the exported file.
    """

    name: str
    title: LazyString
    now: ListDefinition
    then: ListDefinition
    wanted: Callable[[ListState, asat.Moment], Any]
    listed: Callable[[Context, Any], Any]
    past_of: Callable[[Context, Any], Past[Any]]
    cells: Callable[[Context, Sequence[Any], ListState], Cell]

    @property
    def address(self) -> str:
        return url_for(f"register.{self.name}_list")


def asked(ledger: Ledger) -> tuple[asat.Moment, ListState]:
    moment = asat.read()
    return moment, listing.read_request(ledger.then if moment.is_past else ledger.now)


def page_of(ledger: Ledger, moment: asat.Moment, state: ListState) -> Page[Any]:
    ctx = current_context()
    wanted = ledger.wanted(state, moment)
    if moment.instant is None:
        return listing.fetch(ledger.listed(ctx, wanted), state)
    return past.list_at(ledger.past_of(ctx, wanted), state, moment.instant)


def shown(ledger: Ledger, frame: Callable[[Page[Any]], dict[str, Any]]) -> str:
    """The page of the list; `frame` looks up what its rows share."""
    moment, state = asked(ledger)
    page = page_of(ledger, moment, state)
    return render_template(
        f"register/{ledger.name}_list.html",
        page=page,
        state=page.state,
        moment=moment,
        views=views_of(ledger, page),
        **frame(page),
    )


def plain(row: Any, key: str) -> Any:
    """A cell of the exported file that no list says in a way of its own."""
    return format_datetime(row.updated_at, DateStyle.ISO) if key == "updated_at" else getattr(row, key)


def views_of(ledger: Ledger, page: Page[Any]) -> Any:
    """The saved views, as the list offers them."""
    address = listing.address_of(f"register.{ledger.name}_view_delete", "view_id")
    return saved_views.shown(current_context(), page.state, address)


def export(ledger: Ledger) -> Any:
    """Every row of the list with the columns shown; more than fit send one back with the reason."""
    ctx = current_context()
    moment, state = asked(ledger)
    try:
        rows = _all_rows(ctx, ledger, moment, state)
    except DomainError as error:
        flash(translated(error), "error")
        return redirect(f"{ledger.address}?{state.query()}", 303)
    columns = state.shown_columns()
    cell = ledger.cells(ctx, rows, state)
    body = [[cell(row, column.key) for column in columns] for row in rows]
    return csv_answer(_file_name(ledger, moment), [str(column.label) for column in columns], body)


def _all_rows(ctx: Context, ledger: Ledger, moment: asat.Moment, state: ListState) -> Sequence[Any]:
    wanted = ledger.wanted(state, moment)
    if moment.instant is None:
        return listing.fetch_all(ledger.listed(ctx, wanted), state)
    return past.export_at(ledger.past_of(ctx, wanted), state, moment.instant)


def _file_name(ledger: Ledger, moment: asat.Moment) -> str:
    """Both dates stand on what leaves the house."""
    recorded = format_datetime(moment.instant or current_context().at, DateStyle.ISO).replace(":", "")
    return str(
        _(
            "%(title)s, recorded %(recorded)s, effective %(on)s",
            title=ledger.title,
            recorded=recorded,
            on=moment.on.isoformat(),
        )
    )


def save_view(ledger: Ledger) -> Any:
    return keeping_views.save(ledger.now, ledger.address)


def forget_view(ledger: Ledger, view_id: UUID) -> Any:
    return keeping_views.forget(view_id, ledger.address)


def options(
    found: Callable[[Context, str, Any], Iterable[Any]], option: Callable[[Any], Mapping[str, str]]
) -> Response:
    """What a picker shows while one types: `option` gives `label` and `detail` of one row."""
    ctx = current_context()
    words = " ".join(request.args.get("q", "")[: listing.LONGEST_QUERY].split())
    rows = found(ctx, words, day_of(ctx.at)) if words else []
    return jsonify([{"id": str(row.id), **option(row)} for row in rows])
