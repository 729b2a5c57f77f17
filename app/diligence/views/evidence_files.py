"""A piece of evidence on its way out: to who may open it, as a file to save, and in the log before its first byte."""

from flask import Response, make_response, redirect, render_template, request

from app.core import files
from app.core.context import Context
from app.core.deferred import at_once, later
from app.core.errors import DomainError
from app.core.files import tending
from app.core.files.sending import answer, answer_bytes
from app.core.logs import log, reference
from app.core.web import current_context
from app.diligence import evidence_marks
from app.diligence.models import Evidence
from app.diligence.queries import assessments
from app.diligence.rules import evidence as rules
from app.diligence.services import agreeing
from app.diligence.services import evidence as services

PDF = "application/pdf"


def sent(row: Evidence, back_url: str, terms_url: str) -> Response:
    """`terms_url`: where its terms are agreed to."""
    ctx = current_context()
    if agreeing.must_agree(ctx, row):
        return make_response(redirect(terms_url, 303))
    try:
        opened = files.open_checked(files.get(row.stored_file_id))
    except files.FileDamaged as fault:
        return _damaged(row, fault, back_url)
    if is_marked(ctx, row):
        return _marked(ctx, row, opened)
    try:
        at_once(lambda: services.note_read(ctx, row))
    except BaseException:
        opened.close()
        raise
    return answer(opened, row.name, row.media_type)


def is_marked(ctx: Context, row: Evidence) -> bool:
    """Whoever handed it in gets back what they gave."""
    return rules.is_marked(row.disclosure) and row.media_type == PDF and not ctx.is_vendor


def _marked(ctx: Context, row: Evidence, opened: files.Opened) -> Response:
    """With the reader's name and the time on each page. One that nobody can write on, being locked with a password,
    goes as it is: evidence is of any kind, and who took it out stands in the log."""
    content = b"".join(opened.chunks())
    try:
        content = evidence_marks.marked(ctx, assessments.number_of(row.assessment_id), content)
    except DomainError as refusal:
        log.info("evidence goes out unmarked", file=str(row.stored_file_id), why=str(refusal.message))
    at_once(lambda: services.note_read(ctx, row))
    return answer_bytes(content, row.name, row.media_type)


def _damaged(row: Evidence, fault: files.FileDamaged, back_url: str) -> Response:
    ctx, address, stored_id = current_context(), request.remote_addr or "", str(row.stored_file_id)
    is_missing = isinstance(fault, files.FileMissing)
    why = "not there" if is_missing else str(fault)
    log.error("file damaged", reference=reference(), file=stored_id, error=fault)
    later(lambda: tending.note_damage(ctx, stored_id, why, address))
    page = render_template(
        "diligence/evidence_damaged.html",
        evidence=row,
        is_missing=is_missing,
        reference=reference(),
        here=back_url,
    )
    return make_response(page, 500)
