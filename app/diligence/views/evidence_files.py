"""A piece of evidence on its way out: whole, as a file to save, and in the log before its first byte."""

from flask import Response, make_response, render_template, request

from app.core import files
from app.core.deferred import at_once, later
from app.core.files import tending
from app.core.files.sending import answer
from app.core.logs import log, reference
from app.core.web import current_context
from app.diligence.models import Evidence
from app.diligence.services import evidence as services


def sent(row: Evidence, back_url: str) -> Response:
    ctx = current_context()
    try:
        opened = files.open_checked(files.get(row.stored_file_id))
    except files.FileDamaged as fault:
        return _damaged(row, fault, back_url)
    try:
        at_once(lambda: services.note_read(ctx, row))
    except BaseException:
        opened.close()
        raise
    return answer(opened, row.name, row.media_type)


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
