"""Questionnaires of others: the file that comes in, what was read of it, how each sheet is read."""

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import deadline, listing, navigation
from app.core.authz import requires
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.files.names import clean_name
from app.core.web import current_context, run_form, writes
from app.diligence.permissions import DiligencePermission as P
from app.exchange.foreign_shown import points_shown
from app.exchange.forms.foreign import ForeignDropForm, ForeignNewForm, ForeignSheetForm, sheet_form
from app.exchange.lists import FOREIGN_FORMS, page_of_questions
from app.exchange.models import ForeignForm
from app.exchange.reading.book import Sheet, column_letters
from app.exchange.rules import foreign_forms as rules
from app.exchange.rules import foreign_staged
from app.exchange.rules.foreign_forms import AS_FOUND, FormSheet
from app.exchange.rules.foreign_headings import Why
from app.exchange.rules.foreign_points import points, remarks
from app.exchange.rules.foreign_report import totals
from app.exchange.rules.foreign_values import text_of
from app.exchange.services import foreign_forms as services
from app.exchange.views import bp
from app.exchange.views.batches import READING
from app.standards.permissions import StandardsPermission

View = TypeVar("View", bound=Callable[..., Any])
MEGABYTES = 25
# In the row of tabs of the assessments.
BESIDE = "diligence.assessment_list"
navigation.add_part(
    navigation.Part(
        BESIDE, "foreign", 60, _l("Forms from others"), "exchange.foreign_list", P.ASSESSMENT_SEND
    )
)
MOST_COLUMNS, SAMPLES, LONGEST, NAMED = 60, 3, 40, 6


def _reads(view: View) -> View:
    """Stands above `@writes`: the file is read while nothing is locked."""

    @functools.wraps(view)
    def wrapper() -> Any:
        upload = request.files.get("form_file")
        if upload is not None and upload.filename:
            db.end_transaction()
            g.brought_form = _read(upload.filename, upload.stream.read())
            upload.stream.seek(0)
        with deadline.within(READING):
            return view()

    return cast(View, wrapper)


def _read(given_name: str, content: bytes) -> Any:
    try:
        return services.read(clean_name(given_name) or "xlsx", content)
    except DomainError as refusal:
        return refusal


def form_called(foreign_form_id: UUID) -> ForeignForm:
    navigation.belong_to("diligence.assessment_list")
    return services.get_form(current_context(), foreign_form_id)


@bp.route("/assessments/foreign", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@_reads
@writes
def foreign_list() -> Response:
    navigation.belong_to("diligence.assessment_list")
    ctx, form = current_context(), ForeignNewForm()
    return run_form(
        form, lambda: services.stage(ctx, form.form_file.data),
        to=lambda made: url_for("exchange.foreign_form", foreign_form_id=made.id),
        page="exchange/foreign_list.html", megabytes=MEGABYTES, listed=_listed(),
        parts=navigation.parts(ctx, BESIDE, "foreign"),
    )  # fmt: skip


def _listed() -> listing.Page[Any]:
    """The newest first, unless somebody asks for another order."""
    state = listing.read_request(FOREIGN_FORMS)
    if "sort" not in request.args:
        state = replace(state, dir="desc")
    return listing.fetch(services.listed(current_context(), state.q), state)


@bp.route("/assessments/foreign/<uuid:foreign_form_id>")
@requires(P.ASSESSMENT_SEND)
def foreign_form(foreign_form_id: UUID) -> str:
    kept = form_called(foreign_form_id)
    found = services.form_of(kept)
    asked = foreign_staged.asked(found)
    book = foreign_staged.restored(kept.content)
    return render_template(
        "exchange/foreign_form.html", kept=kept, found=found, totals=totals(found, book.notes),
        counted={sheet.position for sheet in found.counted},
        questions=page_of_questions(asked), count=len(asked),
        points=points_shown(points(found, book.notes)),
        notes=[_(one.message, **one.params) for one in remarks(found, book.notes)],
        may_publish=current_context().may(StandardsPermission.QUESTIONNAIRE_PUBLISH),
    )  # fmt: skip


@bp.route("/assessments/foreign/<uuid:foreign_form_id>/sheets/<int:position>", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def foreign_sheet(foreign_form_id: UUID, position: int) -> Response:
    ctx, kept = current_context(), form_called(foreign_form_id)
    sheet, read, form = _sheet_of(kept, position)
    here = url_for("exchange.foreign_sheet", foreign_form_id=kept.id, position=position)
    back = url_for("exchange.foreign_form", foreign_form_id=kept.id)

    def act() -> bool:
        choice = form.choice()
        services.set_choice(ctx, kept, position, choice, version=form.version_number)
        return choice.roles is None and not choice.is_left_out

    return run_form(
        form, act, to=lambda is_new: here if is_new else back, page="exchange/foreign_sheet.html", record=kept,
        kept=kept, sheet=sheet, read=read, rows=_columns(sheet, read, form), back=back,
        above=_above(sheet, form), why_heading=_why_heading(kept, sheet, read),
    )  # fmt: skip


def _sheet_of(kept: ForeignForm, position: int) -> tuple[Sheet, FormSheet, ForeignSheetForm]:
    book = foreign_staged.restored(kept.content)
    if position >= len(book.sheets):
        raise NotFound
    sheet = book.sheets[position]
    choice = foreign_staged.choices(kept.choices).get(sheet.name, AS_FOUND)
    read = rules.read_sheet(sheet, position, choice)
    rows = rules.heading_of(sheet, choice).rows
    width = min(max(map(len, sheet.rows), default=0), MOST_COLUMNS)
    columns = [at for at in range(width) if any(at < len(row) and row[at] is not None for row in sheet.rows)]
    roles = {one.index: one.role for one in read.layout.columns} if read.layout else {}
    return sheet, read, sheet_form(rows, columns, roles, is_left_out=choice.is_left_out)


def _why_heading(kept: ForeignForm, sheet: Sheet, read: FormSheet) -> str:
    """Why these rows are taken for the heading."""
    if kept.choices.get(sheet.name, {}).get("rows") is not None:
        return str(_("You chose these rows."))
    named = [one for one in read.layout.columns if one.why == Why.NAME] if read.layout else []
    if not named or read.layout is None or not read.layout.heading_rows:
        return str(_("No row names columns that are known here. Say which row does."))
    texts = _(", ").join(
        _("%(column)s “%(heading)s”", column=column_letters(one.index), heading=one.heading)
        for one in named[:NAMED]
    )
    return str(_("Of all rows these name most columns that are known here: %(columns)s.", columns=texts))


def _columns(sheet: Sheet, read: FormSheet, form: ForeignSheetForm) -> list[tuple[Any, str, Any, str]]:
    """Each column with its heading, why it is read so, and the first different things that stand in it."""
    why = {one.index: one.why for one in read.layout.columns} if read.layout else {}
    heading = rules.heading_of(sheet, rules.Choice(form.shown_rows)).texts if form.shown_rows else {}
    first = form.shown_rows[-1] + 1 if form.shown_rows else 0
    found = []
    for at in form.columns:
        texts = dict.fromkeys(_cut(text_of(row[at])) for row in sheet.rows[first:] if at < len(row))
        samples = [text for text in texts if text][:SAMPLES]
        found.append((form.role_of(at), heading.get(at, ""), why.get(at), _(" / ").join(samples)))
    return found


def _above(sheet: Sheet, form: ForeignSheetForm) -> list[tuple[int, str]]:
    """The first rows with content, so that somebody sees which one names the columns."""
    there = [
        (at + 1, [_cut(text) for cell in row if (text := text_of(cell))]) for at, row in enumerate(sheet.rows)
    ]
    return [(number, _(" / ").join(texts[:6])) for number, texts in there if texts][:12]


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


@bp.route("/assessments/foreign/<uuid:foreign_form_id>/drop", methods=["POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def foreign_drop(foreign_form_id: UUID) -> Any:
    kept = form_called(foreign_form_id)
    if ForeignDropForm().validate_on_submit():
        services.drop(kept)
        flash(_("The file was dropped. What was made of it stays."), "good")
    return redirect(url_for("exchange.foreign_list"), 303)
