"""Where the pages of a chain lead, each with the moment that is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import current_app, request, url_for
from flask_babel import ngettext

from app.core import words
from app.core.context import Context
from app.core.listing import MOMENT
from app.overview import chain_rows
from app.register.permissions import RegisterPermission as P
from app.register.rules.chain_checks import SEVERITIES, Check
from app.work.models import Severity

TONES = {Severity.HIGH: "danger", Severity.MEDIUM: "attention", Severity.LOW: "neutral"}


def moment_values() -> dict[str, Any]:
    """What the address says of the moment, for further addresses."""
    return {name: request.args[name] for name in MOMENT if request.args.get(name)}


def place(endpoint: str, **values: Any) -> str:
    """The address of a page that shows a moment; empty where there is no such page."""
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, **values, **moment_values())


def to(endpoint: str, argument: str, **fixed: Any) -> Callable[[UUID], str]:
    """The same for a whole page of records: the address is made once."""
    blank = str(UUID(int=0))
    before, found, after = place(endpoint, **{argument: blank}, **fixed).partition(blank)
    return lambda record_id: f"{before}{record_id}{after}" if found else ""


@dataclass(frozen=True)
class Problem:
    """What a check found, as a page shows it, with the place where it is mended."""

    label: str
    severity: str
    tone: str
    said: str
    url: str


# Where a finding is mended, if not on the page of the record that it names.
MENDED_AT = {
    Check.RECORDED_TWICE: "register.organisation_duplicates",
    Check.SUPPLY_ENDS: "register.supply",
    Check.CIRCLE: "register.supply",
    Check.SELF_LOOP: "register.supply",
    Check.ABROAD_WITHOUT_BASIS: "register.engagement",
    Check.NOT_JUDGED: "register.engagement",
}
PAGES = {
    "supply": ("register.supply", "supply_id"),
    "service": ("register.service", "service_id"),
    "organisation": ("register.organisation", "organisation_id"),
}


def problem(ctx: Context, engagement_id: UUID, found: Any) -> Problem:
    """`found` is a result of the rules, or a row of the stored ones, which stands for `more` of its kind."""
    check, more = Check(found.check), getattr(found, "more", 0)
    said = chain_rows.said(check, dict(found.params))
    severity = SEVERITIES[check]
    return Problem(
        words.value_label(check),
        words.value_label(severity),
        TONES[severity],
        str(ngettext("%(said)s (and %(num)d more)", "%(said)s (and %(num)d more)", more, said=said))
        if more
        else said,
        place("overview.engagement_chain", engagement_id=engagement_id)
        if more
        else _mended_at(ctx, engagement_id, check, found),
    )


def _mended_at(ctx: Context, engagement_id: UUID, check: Check, found: Any) -> str:
    special = MENDED_AT.get(check, "")
    if special == "register.engagement" or found.subject_type == "engagement":
        return place("register.engagement", engagement_id=engagement_id)
    if found.subject_type == "supply" and not special and ctx.may(P.CONSENT_VIEW):
        return place("overview.consent", engagement_id=engagement_id, supply_id=found.subject_id)
    if special == "register.organisation_duplicates" and place(special):
        return place(special)
    endpoint, argument = PAGES[found.subject_type]
    return place(endpoint, **{argument: found.subject_id})
