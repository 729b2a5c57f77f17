"""The start page of the exchange, an empty workbook to fill in, and the file that comes in."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Response, g, render_template, request, url_for
from flask_babel import gettext as _

from app.core import deadline
from app.core.authz import requires
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.names import clean_name
from app.core.web import current_context, run_form, writes
from app.exchange import queries
from app.exchange.forms.importing import ImportNewForm, Received
from app.exchange.kinds import KINDS, Kind
from app.exchange.models import ImportBatch
from app.exchange.permissions import ExchangePermission as P
from app.exchange.services import staging
from app.exchange.services.exporting import MIMETYPES, Exported, Form
from app.exchange.services.ledgers import columns_of
from app.exchange.views import bp
from app.exchange.views.batches import READING, is_japanese, kind_called, may_import, page_of
from app.exchange.views.exporting import answer
from app.exchange.words.exporting import KINDS as TITLES
from app.reports.workbook import SheetSpec, write_workbook

View = TypeVar("View", bound=Callable[..., Any])
MEGABYTES = 25


@bp.route("/exchange")
@requires(P.EXPORT)
def start() -> str:
    ctx = current_context()
    may_bring = ctx.may(P.IMPORT)
    return render_template(
        "exchange/start.html",
        kinds=[kind for kind in KINDS.values() if ctx.may(kind.view)],
        titles=TITLES,
        brought={key for key, kind in KINDS.items() if may_bring and may_import(ctx, kind)},
        may_bring=may_bring,
        batches=queries.batches_of(ctx) if may_bring else [],
        page_of=page_of,
    )


@bp.route("/exchange/<kind>/template")
@requires(P.IMPORT)
def import_template(kind: str) -> Response:
    """An empty workbook: the headings that are known without a mapping, and their drop-downs."""
    found = kind_called(kind)
    language = "ja" if is_japanese() else "en"
    title = str(TITLES[kind])
    specs = tuple(column.spec for column in columns_of(found, None, language) if column.field.key != "id")
    content = write_workbook([SheetSpec(title, specs, ())], made_at=current_context().at)
    name = _("%(ledger)s to fill in", ledger=title) + ".xlsx"
    return answer(Exported(name, MIMETYPES[Form.XLSX], content, 0))


def _reads(view: View) -> View:
    """Stands above `@writes`: the file is read while nothing is locked, and only from who may import it."""

    @functools.wraps(view)
    def wrapper(kind: str) -> Any:
        upload = request.files.get("ledger")
        if upload is not None and upload.filename:
            kind_called(kind)
            db.end_transaction()
            g.received_ledger = _read(upload.filename, upload.stream.read())
            upload.stream.seek(0)
        with deadline.within(READING):
            return view(kind)

    return cast(View, wrapper)


def _read(given_name: str, content: bytes) -> Received | DomainError:
    name = clean_name(given_name) or "CSV"
    try:
        return Received(name, content, staging.read(name, content))
    except DomainError as refusal:
        return refusal


@bp.route("/exchange/<kind>/new", methods=["GET", "POST"])
@requires(P.IMPORT)
@_reads
@writes
def import_new(kind: str) -> Any:
    found = kind_called(kind)
    form = ImportNewForm(kind=found)
    return run_form(
        form,
        lambda: _stage(found, form),
        to=_next,
        page="exchange/import_new.html",
        kind=found,
        ledger=TITLES[kind],
        megabytes=MEGABYTES,
    )


def _stage(kind: Kind, form: ImportNewForm) -> ImportBatch:
    file: Received = form.ledger.data
    batch = staging.stage_all(current_context(), kind, file.name, file.content, file.book)
    batch.is_clearing = form.is_clearing.data
    batch.is_adding_parties = kind.names_parties and form.is_adding_parties.data
    return batch


def _next(batch: ImportBatch) -> str:
    """To the choice of a sheet where more than one that can be seen is a table."""
    shown = [sheet for sheet in queries.sheets_of(current_context(), batch) if not sheet.is_hidden]
    endpoint = "exchange.import_sheets" if len(shown) > 1 else "exchange.import_mapping"
    return url_for(endpoint, import_batch_id=batch.id)
