"""A workbook of a reference comes in: the file, its sheets and headings, which column is which field."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Response, g, redirect, request
from flask_babel import gettext as _

from app.core import deadline
from app.core.authz import requires
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.names import clean_name
from app.core.web import current_context, run_form, writes
from app.exchange import references_shown as shown
from app.exchange import whose_shown
from app.exchange.forms.references import ReferenceImportForm, mapping_form, sheets_form
from app.exchange.models import ReferenceImport
from app.exchange.services import reference_imports as imports
from app.exchange.services import reference_reading as reading
from app.exchange.services import reference_whose
from app.exchange.views import bp
from app.exchange.views.reference_places import Place, for_provider, for_us
from app.references.models import Layout
from app.references.permissions import ReferencesPermission as P

View = TypeVar("View", bound=Callable[..., Any])
READING = 30.0
MEGABYTES = 25


def _reads(find: Callable[[UUID], Place]) -> Callable[[View], View]:
    """Stands above `@writes`: the file is read while nothing is locked, and only from who may bring it."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def wrapper(reference_id: UUID) -> Any:
            upload = request.files.get("workbook")
            if upload is not None and upload.filename:
                imports.check_may_import(current_context(), find(reference_id).reference)
                db.end_transaction()
                g.brought_reference = _read(upload.filename, upload.stream.read())
                upload.stream.seek(0)
            with deadline.within(READING):
                return view(reference_id)

        return cast(View, wrapper)

    return mark


def _read(given_name: str, content: bytes) -> Any:
    try:
        return imports.read(clean_name(given_name) or "xlsx", content)
    except DomainError as refusal:
        return refusal


@bp.route("/references/<uuid:reference_id>/import", methods=["GET", "POST"])
@requires(P.REFERENCE_EDIT)
@_reads(for_us)
@writes
def reference_import(reference_id: UUID) -> Any:
    return _new(for_us(reference_id))


@bp.route("/portal/references/<uuid:reference_id>/import", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@_reads(for_provider)
@writes
def portal_reference_import(reference_id: UUID) -> Any:
    return _new(for_provider(reference_id))


def _new(place: Place) -> Any:
    if not place.may_import:
        return redirect(place.back_url, 303)
    ctx, form = current_context(), ReferenceImportForm()
    return run_form(
        form, lambda: imports.stage(ctx, place.reference, form.workbook.data), to=place.mapping_url,
        page="exchange/reference_import.html", megabytes=MEGABYTES, base=imports.base_of(ctx, place.reference),
        earlier=imports.imports_of(ctx, place.reference), layouts=list(Layout), **place.head(),
    )  # fmt: skip


# --- sheets and headings ----------------------------------------------------------------------


@bp.route("/references/<uuid:reference_id>/import/<uuid:reference_import_id>/sheets", methods=["POST"])
@requires(P.REFERENCE_EDIT)
@writes
def reference_import_sheets(reference_id: UUID, reference_import_id: UUID) -> Any:
    return _sheets(for_us(reference_id), reference_import_id)


@bp.route("/portal/references/<uuid:reference_id>/import/<uuid:reference_import_id>/sheets", methods=["POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_reference_import_sheets(reference_id: UUID, reference_import_id: UUID) -> Any:
    return _sheets(for_provider(reference_id), reference_import_id)


def _sheets(place: Place, reference_import_id: UUID) -> Any:
    ctx = current_context()
    brought = imports.get_import(ctx, place.reference, reference_import_id)
    if brought.applied_at is not None:
        return redirect(place.differences_url(brought), 303)
    form = sheets_form(brought)
    return run_form(
        form, lambda: reading.choose(ctx, brought, form.wanted()), to=lambda _n: place.mapping_url(brought),
        page="exchange/reference_mapping.html", done=_("The file was read anew with these sheets and rows."),
        **_mapping_page(place, brought, sheets=form, mapping=mapping_form(brought, is_sent=False)),
    )  # fmt: skip


# --- columns ----------------------------------------------------------------------------------


@bp.route(
    "/references/<uuid:reference_id>/import/<uuid:reference_import_id>/mapping", methods=["GET", "POST"]
)
@requires(P.REFERENCE_EDIT)
@writes
def reference_import_mapping(reference_id: UUID, reference_import_id: UUID) -> Any:
    return _mapping(for_us(reference_id), reference_import_id)


@bp.route(
    "/portal/references/<uuid:reference_id>/import/<uuid:reference_import_id>/mapping",
    methods=["GET", "POST"],
)
@requires(P.PORTAL_WRITE)
@writes
def portal_reference_import_mapping(reference_id: UUID, reference_import_id: UUID) -> Any:
    return _mapping(for_provider(reference_id), reference_import_id)


def _mapping(place: Place, reference_import_id: UUID) -> Response | Any:
    ctx = current_context()
    brought = imports.get_import(ctx, place.reference, reference_import_id)
    if brought.applied_at is not None:
        return redirect(place.differences_url(brought), 303)
    form = mapping_form(brought)

    def act() -> None:
        reading.set_mapping(ctx, brought, form.mappings(), is_clearing=form.is_clearing.data)

    return run_form(
        form, act, to=lambda _n: place.differences_url(brought), page="exchange/reference_mapping.html",
        **_mapping_page(place, brought, sheets=sheets_form(brought, is_sent=False), mapping=form),
    )  # fmt: skip


def _mapping_page(place: Place, brought: ReferenceImport, **forms: Any) -> dict[str, Any]:
    ctx, reference = current_context(), place.reference
    return {
        "brought": brought, "tables": shown.tables(brought, forms["mapping"]), "notes": shown.notes(brought),
        "whose": whose_shown.warning(reference_whose.whose(ctx, reference, brought)),
        **forms, **place.head(),
    }  # fmt: skip
