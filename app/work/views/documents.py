"""書類: the list of a record's documents, one document with its files and history, and what is done to it."""

from typing import Any
from uuid import UUID

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.core import files
from app.core.authz import requires
from app.core.context import Context
from app.core.deferred import at_once, later
from app.core.errors import NotAllowed
from app.core.files import tending
from app.core.files.kinds import TAKEN
from app.core.files.receiving import most_bytes, receives
from app.core.files.sending import answer
from app.core.logs import log, reference
from app.core.web import check_version, current_context, run_form, writes
from app.work import forms, queries, services, subjects
from app.work.models import Document, DocumentFile, DocumentKind
from app.work.permissions import WorkPermission as P
from app.work.services import DocumentFacts
from app.work.subjects import Found
from app.work.views import bp
from app.work.views.approvals import subject_of_address
from app.work.views.showing import history_of, last_change, names_of

MOST_LISTED = 500
# Each event says by itself who did it and when, and its act that a document was withdrawn.
SAID_BY_THE_EVENT = frozenset({"added_by_id", "added_at", "file_number", "media_type", "is_withdrawn"})


def _subject() -> tuple[str, UUID, Found]:
    kind, record_id = subject_of_address()
    if record_id is None:
        abort(404)
    return kind, record_id, subjects.find(current_context(), kind, record_id)


def _on(subject: Found, kind: str, record_id: UUID) -> list[tuple[str, str]]:
    """The way back: the record, then its documents."""
    way = [(subject.title, subject.url)] if subject.url else []
    return [*way, (_("Documents"), url_for("work.documents", type=kind, id=record_id))]


@bp.route("/documents")
@requires(P.DOCUMENT_VIEW)
def documents() -> str:
    ctx = current_context()
    kind, record_id, subject = _subject()
    listed = queries.documents_of(ctx, kind, record_id, with_withdrawn=True, limit=MOST_LISTED)
    is_all = len(listed) < MOST_LISTED
    return render_template(
        "work/documents_list.html", subject=subject, subject_type=kind, subject_id=record_id, documents=listed,
        count=len(listed) if is_all else queries.count_documents(ctx, kind, record_id), most=MOST_LISTED,
        may_add=queries.may_on_subject(ctx, P.DOCUMENT_ADD, subject), parents=_on(subject, kind, record_id)[:-1],
    )  # fmt: skip


@bp.route("/documents/<uuid:document_id>")
@requires(P.DOCUMENT_VIEW)
def document(document_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_document(ctx, document_id)
    subject = subjects.find(ctx, found.subject_type, found.subject_id)
    kept = queries.files_of_document(found)
    return render_template(
        "work/document.html", document=found, files=kept, subject=subject,
        names=names_of([found.added_by_id, *(file.added_by_id for file in kept)]),
        history=history_of(found, SAID_BY_THE_EVENT),
        may_edit=not found.is_withdrawn and queries.may_on_subject(ctx, P.DOCUMENT_EDIT, subject),
        may_withdraw=not found.is_withdrawn and queries.may_on_subject(ctx, P.DOCUMENT_WITHDRAW, subject),
        parents=_on(subject, found.subject_type, found.subject_id),
    )  # fmt: skip


def _may_add() -> None:
    if not queries.may_on_subject(current_context(), P.DOCUMENT_ADD, _subject()[2]):
        raise NotAllowed


@bp.route("/documents/new", methods=["GET", "POST"])
@requires(P.DOCUMENT_ADD)
@receives("file", first=_may_add)
@writes
def document_add() -> Response:
    ctx = current_context()
    kind, record_id, subject = _subject()
    form = forms.DocumentAddForm()

    def act() -> Document:
        return services.add_document(
            ctx, _facts(form), form.file.data, subject_type=kind, subject_id=record_id
        )

    return run_form(
        form, act, to=_address, page="work/document_add.html", done=_("The document was added."), subject=subject,
        here=url_for("work.documents", type=kind, id=record_id), parents=_on(subject, kind, record_id), **_limits(),
    )  # fmt: skip


def _limits() -> dict[str, Any]:
    return {"most": most_bytes() // (1024 * 1024), "taken": TAKEN}


def _facts(form: forms.DocumentEditForm) -> DocumentFacts:
    return DocumentFacts(
        DocumentKind(form.kind.data), form.title.data or "", form.based_on.data, form.note.data or ""
    )


def _address(found: Document) -> str:
    return url_for("work.document", document_id=found.id)


def _on_document(found: Document, form: Any, act: Any, page: str, done: str, **context: Any) -> Response:
    subject = subjects.find(current_context(), found.subject_type, found.subject_id)

    def checked() -> None:
        check_version(found, form.version_number)
        act()

    return run_form(
        form, checked, to=lambda _r: _address(found), page=page, done=done, record=found, document=found,
        here=_address(found), latest=lambda: last_change(found),
        parents=[*_on(subject, found.subject_type, found.subject_id), (found.title, _address(found))], **context,
    )  # fmt: skip


def _changeable(document_id: UUID, permission: P) -> tuple[Context, Document]:
    """404 for whom the record does not concern; 403 for who may read it and not do this."""
    ctx = current_context()
    found = queries.get_document(ctx, document_id)
    subject = subjects.find(ctx, found.subject_type, found.subject_id)
    if not queries.may_on_subject(ctx, permission, subject):
        raise NotAllowed
    return ctx, found


@bp.route("/documents/<uuid:document_id>/edit", methods=["GET", "POST"])
@requires(P.DOCUMENT_EDIT)
@writes
def document_edit(document_id: UUID) -> Response:
    ctx, found = _changeable(document_id, P.DOCUMENT_EDIT)
    form = forms.DocumentEditForm(obj=found)
    return _on_document(
        found, form, lambda: services.edit_document(ctx, found, _facts(form)), "work/document_edit.html",
        _("The document was saved."),
    )  # fmt: skip


@bp.route("/documents/<uuid:document_id>/replace", methods=["GET", "POST"])
@requires(P.DOCUMENT_EDIT)
@receives("file", first=lambda document_id: _changeable(document_id, P.DOCUMENT_EDIT))
@writes
def document_replace(document_id: UUID) -> Response:
    ctx, found = _changeable(document_id, P.DOCUMENT_EDIT)
    form = forms.DocumentReplaceForm()
    return _on_document(
        found, form, lambda: services.replace_file(ctx, found, form.file.data), "work/document_replace.html",
        _("The file was replaced. The one before stays in the list of files."),
        present=queries.files_of_document(found)[0], **_limits(),
    )  # fmt: skip


@bp.route("/documents/<uuid:document_id>/withdraw", methods=["GET", "POST"])
@requires(P.DOCUMENT_WITHDRAW)
@writes
def document_withdraw(document_id: UUID) -> Response:
    ctx, found = _changeable(document_id, P.DOCUMENT_WITHDRAW)
    form = forms.DocumentWithdrawForm()
    return _on_document(
        found, form, lambda: services.withdraw_document(ctx, found, reason=form.reason.data or ""),
        "work/document_withdraw.html", _("The document was withdrawn."),
    )  # fmt: skip


@bp.route("/documents/<uuid:document_id>/file")
@requires(P.DOCUMENT_VIEW)
def document_download(document_id: UUID) -> Response:
    """The present file."""
    found = queries.get_document(current_context(), document_id)
    return _sent(found, queries.files_of_document(found)[0])


@bp.route("/documents/<uuid:document_id>/files/<uuid:document_file_id>")
@requires(P.DOCUMENT_VIEW)
def document_file(document_id: UUID, document_file_id: UUID) -> Response:
    """Any of its files, the replaced ones too."""
    found = queries.get_document(current_context(), document_id)
    return _sent(found, queries.get_document_file(found, document_file_id))


def _sent(found: Document, file: DocumentFile) -> Response:
    """Given out only when it is whole, and when it is in the log who took it."""
    ctx = current_context()
    try:
        opened = files.open_checked(files.get(file.stored_file_id))
    except files.FileDamaged as fault:
        return _damaged(found, file, fault)
    try:
        at_once(lambda: services.note_download(ctx, found, file))
    except BaseException:
        opened.close()
        raise
    return answer(opened, file.name, file.media_type)


def _damaged(found: Document, file: DocumentFile, fault: files.FileDamaged) -> Response:
    ctx, address, why = current_context(), request.remote_addr or "", str(fault)
    is_missing = isinstance(fault, files.FileMissing)
    log.error("file damaged", reference=reference(), file=str(file.stored_file_id), error=fault)
    stored_id = str(file.stored_file_id)
    later(lambda: tending.note_damage(ctx, stored_id, "not there" if is_missing else why, address))
    page = render_template(
        "work/document_damaged.html", document=found, file=file, is_missing=is_missing, reference=reference(),
        here=_address(found),
    )  # fmt: skip
    return make_response(page, 500)
