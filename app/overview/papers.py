"""Papers and workbooks: what those of a chain state of themselves, and how any leave the house."""

from collections.abc import Sequence
from typing import TypeGuard
from urllib.parse import quote

from flask import Response
from flask_babel import gettext as _

from app.core import settings
from app.core.asat import Moment
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.errors import NotFound
from app.core.web import current_context
from app.register.rules.chain import Chain
from app.reports import pdf

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def institution_name() -> str:
    """As the head of every page has it: in Latin letters for an English reader, where they are known."""
    latin = str(settings.get("institution.name_latin"))
    is_given = (
        current_context().language == "en" and latin != settings.definition("institution.name_latin").default
    )
    return latin if is_given else str(settings.get("institution.name"))


def must(chain: Chain | None) -> Chain:
    """Where nothing was recorded at that moment there is nothing to print."""
    if not is_recorded(chain):
        raise NotFound
    return chain


def is_recorded(chain: Chain | None) -> TypeGuard[Chain]:
    """Its first service, and who provides it, were known."""
    return chain is not None and chain.root is not None


def lines_of(chain: Chain, moment: Moment) -> tuple[tuple[str, str], ...]:
    """Which engagement, as recorded when, judged on which day."""
    ctx = current_context()
    style = DateStyle(ctx.date_style)
    said = (f"{chain.case.number} {chain.case.title}",) if chain.case is not None else ()
    recorded = format_datetime(moment.instant or ctx.at, style)
    return (
        *((str(_("Engagement")), text) for text in said),
        (str(_("As recorded at")), recorded),
        (str(_("Effective on")), format_date(moment.on, style)),
    )


def printed() -> str:
    ctx = current_context()
    at = format_datetime(ctx.at, DateStyle(ctx.date_style))
    return str(_("Made at %(at)s by %(who)s with Sekisho", at=at, who=ctx.actor_name))


def paper(chain: Chain, moment: Moment, title: str, parts: Sequence[pdf.Part]) -> pdf.Paper:
    ctx = current_context()
    return pdf.Paper(
        title=title,
        institution=institution_name(),
        lines=lines_of(chain, moment),
        parts=tuple(parts),
        printed=printed(),
        printed_at=ctx.at,
        language=ctx.language,
        is_landscape=True,
    )


def answer(content: bytes, name: str, kind: str, *, plain: str = "chain") -> Response:
    """A file to keep; the name in the way that browsers take for any letters, `plain` for what takes no others."""
    response = Response(content, content_type=TYPES[kind])
    quoted = quote(f"{name}.{kind}", safe="")
    disposition = f"attachment; filename=\"{plain}.{kind}\"; filename*=UTF-8''{quoted}"
    response.headers["Content-Disposition"] = disposition
    return response
