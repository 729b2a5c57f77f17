"""What a provider writes into its draft: records, papers; and the draft published or given up."""

from typing import Any
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import DomainError, NotFound
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.references.forms.records import PaperForm, RecordForm
from app.references.forms.references import PublishForm, WithdrawForm
from app.references.models import PaperKind, ReferenceVersion, VersionState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import faults, renewing
from app.references.queries import references as queries
from app.references.rules import facts as rules
from app.references.services import writing
from app.references.sheets import portal as shown
from app.references.sheets import records as columns
from app.references.sheets import versions as words
from app.references.views import bp
from app.references.views.portal import own_draft, page_of, places, sent_back

VERSION = "/portal/references/versions/<uuid:version_id>"
PAPER = "references/paper_form.html"


@bp.route(f"{VERSION}/items/<path:item>", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_record(version_id: UUID, item: str) -> Any:
    """The form in a draft of theirs; what was published can be read."""
    ctx = current_context()
    reference, version = queries.get_version(ctx, version_id)
    titles, row = queries.item_titles(reference.edition), queries.record_of(version.id, item)
    if item not in titles and row is None:
        raise NotFound
    place = shown.place_of(reference, version, item, titles)
    if not shown.is_open(version):
        return shown.record_page(reference, version, item, row, place, places(reference, version))
    form = RecordForm(obj=row)
    form.offer(queries.papers_of(version.id), row)
    now = _stamp(form, row)
    return run_form(
        form, lambda: _save(ctx, version, item, form, now), to=lambda _row: _next(version, place),
        page="references/record_form.html", record=version, row=row, reference=reference, version=version,
        own=columns.own_fields(reference.layout), others=columns.other_fields(reference.layout),
        done=_("%(item)s was saved.", item=item), portal_parents=places(reference, version), **place,
    )  # fmt: skip


def _stamp(form: RecordForm, row: Any) -> str:
    """What stands there; a form that is opened keeps it until it is sent."""
    now = rules.digest(rules.record_facts(row) if row is not None else None)
    if request.method == "GET":
        form.seen.data = now
    return now


def _save(ctx: Any, version: ReferenceVersion, item: str, form: RecordForm, now: str) -> Any:
    try:
        return writing.set_record(ctx, version, item, form.facts(), seen=form.seen.data or "")
    except DomainError as error:
        if error.field == writing.SEEN:
            form.seen.data, form.seen.raw_data = now, None
        raise


def _next(version: ReferenceVersion, place: dict[str, Any]) -> str:
    if "next" in request.form and place["way"].after:
        return str(place["edit_url"](place["way"].after))
    return str(page_of(version))


@bp.route(f"{VERSION}/remove-item/<path:item>", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_record_remove(version_id: UUID, item: str) -> Response:
    ctx = current_context()
    reference, version, away = own_draft(version_id)
    row = queries.record_of(version.id, item)
    if away is not None:
        return away
    if row is None:
        raise NotFound
    return run_form(
        SekishoForm(), lambda: writing.remove_record(ctx, version, row), to=lambda _none: page_of(version),
        page="references/record_remove.html", reference=reference, version=version,
        portal_parents=places(reference, version), done=_("The record of %(item)s was removed.", item=item),
        **shown.place_of(reference, version, item, queries.item_titles(reference.edition)),
    )  # fmt: skip


@bp.route(f"{VERSION}/papers/new", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_paper_add(version_id: UUID) -> Response:
    ctx = current_context()
    reference, version, away = own_draft(version_id)
    if away is not None:
        return away
    asked = request.args.get("kind", "")
    form = PaperForm(data={"kind": asked if asked in set(PaperKind) else PaperKind.DOCUMENT.value})
    return run_form(
        form, lambda: writing.set_paper(ctx, version, form.facts()),
        to=lambda _made: request.url if "another" in request.form else page_of(version),
        page=PAPER, reference=reference, version=version, label=words.label_of(version), paper=None,
        cancel_url=page_of(version), portal_parents=places(reference, version), done=_("The paper was listed."),
    )  # fmt: skip


@bp.route(f"{VERSION}/papers/<uuid:paper_id>/edit", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_paper_edit(version_id: UUID, paper_id: UUID) -> Response:
    ctx = current_context()
    reference, version, away = own_draft(version_id)
    if away is not None:
        return away
    paper = queries.get_paper(version.id, paper_id)
    form = PaperForm(obj=paper)
    return run_form(
        form, lambda: writing.set_paper(ctx, version, form.facts(), paper), to=lambda _row: page_of(version),
        page=PAPER, reference=reference, version=version, label=words.label_of(version), paper=paper,
        cancel_url=page_of(version), portal_parents=places(reference, version), done=_("The paper was saved."),
    )  # fmt: skip


@bp.route(f"{VERSION}/papers/<uuid:paper_id>/remove", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_paper_remove(version_id: UUID, paper_id: UUID) -> Response:
    ctx = current_context()
    reference, version, away = own_draft(version_id)
    if away is not None:
        return away
    paper = queries.get_paper(version.id, paper_id)
    return run_form(
        SekishoForm(), lambda: writing.remove_paper(ctx, version, paper), to=lambda _none: page_of(version),
        page="references/paper_remove.html", reference=reference, version=version, paper=paper,
        label=words.label_of(version), cancel_url=page_of(version), portal_parents=places(reference, version),
        done=_("The paper was removed."),
    )  # fmt: skip


@bp.route(f"{VERSION}/publish", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_version_publish(version_id: UUID) -> Response:
    ctx = current_context()
    reference, found, away = own_draft(version_id)
    if away is not None:
        return away
    form, looked = PublishForm(), faults.look_over(reference, found, day_of(ctx.at))
    return run_form(
        form,
        lambda: writing.publish(
            ctx, found, seen=form.version_number, is_confirmed=bool(form.is_confirmed.data)
        ),
        to=lambda _none: page_of(found),
        page="references/portal_publish.html", record=found, reference=reference, cancel_url=page_of(found),
        faults=shown.fault_lines(found, looked.faults), parents=places(reference, found),
        covered=len(looked.records),
        unused=words.unused_of(words.paper_lines(looked.papers, looked.records)), done=_("The version was published."),
        repeated=words.repeated_lines(*renewing.same_as_before(found), found),
    )  # fmt: skip


@bp.route(f"{VERSION}/withdraw", methods=["GET", "POST"])
@requires(P.PORTAL_WRITE)
@writes
def portal_version_withdraw(version_id: UUID) -> Response:
    ctx = current_context()
    reference, found = queries.get_version(ctx, version_id)
    if not writing.may_withdraw(ctx, found):
        raise NotFound
    if found.state == VersionState.WITHDRAWN:
        return sent_back(found, writing.GONE_ALREADY)
    form = WithdrawForm()
    return run_form(
        form,
        lambda: writing.withdraw_version(ctx, found, reason=form.reason.data or "", seen=form.version_number),
        to=lambda _none: places(reference)[-1][1], page="references/withdraw.html", record=found,
        parents=places(reference, found), cancel_url=page_of(found), **_withdrawing(found),
    )  # fmt: skip


def _withdrawing(found: ReferenceVersion) -> dict[str, str]:
    """In words that fit a draft, or what the institution relies on."""
    if found.state == VersionState.DRAFT:
        return {
            "title": _("Discard the draft"), "done": _("The draft was given up."),
            "about": _("It stays readable with your reason. Another draft can be begun."),
        }  # fmt: skip
    return {
        "title": _("Withdraw the version"), "done": _("The version was withdrawn."),
        "about": _(
            "It stays readable for both sides with your reason, and the version before counts again, if there is "
            "one. The people who rely on it are told."
        ),
    }  # fmt: skip
