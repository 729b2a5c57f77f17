"""Whose a reference's workbook says it is, and under which terms, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.web import current_context
from app.core.words import field_label, value_label
from app.exchange.models import ReferenceImport
from app.exchange.references_shown import Changed, problem_words
from app.exchange.rules.reference_whose import EDITION
from app.exchange.services.reference_whose import Hindrance, Offer, Whose


def warning(found: Whose) -> str:
    """Both sides by name and what is not the same; "" where the file names nothing else than the reference."""
    if not found.others:
        return ""
    said, own = found.stated, found.own
    is_by_title = not own.service.names  # who reads no services knows references by their title
    file = _side(said.title if is_by_title else said.service, said.provider, said.edition)
    here = _side(own.title if is_by_title else own.service.shown, own.provider.shown, _edition(found))
    fields = str(_(", ")).join(field_label("security_reference", key) for key in found.others)
    return str(
        _(
            "The file is about %(file)s. It is brought to the reference about %(here)s. Not the same: %(fields)s.",
            file=file, here=here, fields=fields,
        )
    )  # fmt: skip


def _edition(found: Whose) -> str:
    """With its ref, as the file has it, where this is what differs."""
    name = found.own.edition_names[current_context().language]
    if EDITION not in found.others:
        return name
    return str(_("%(name)s (%(ref)s)", name=name, ref=found.own.edition))


def _side(what: str, provider: str, edition: str) -> str:
    whose = str(_("%(name)s (%(ref)s)", name=what, ref=provider)) if what and provider else what or provider
    return (
        str(_("%(whose)s, %(edition)s", whose=whose, edition=edition))
        if whose and edition
        else whose or edition
    )


# --- terms ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TermsShown:
    """`why` they cannot be taken over; "" where that is a choice."""

    changes: list[Changed]
    problems: list[tuple[str, str, str]]
    why: str
    is_to_agree: bool


def terms(offer: Offer | None) -> TermsShown | None:
    if offer is None:
        return None
    found, hindrance = offer.difference, offer.hindrance
    return TermsShown(
        list(_changes(offer)), list(map(problem_words, found.problems)),
        _why(hindrance) if hindrance is not None else "", hindrance is Hindrance.NOT_AGREED,
    )  # fmt: skip


def _changes(offer: Offer) -> Iterator[Changed]:
    """In full: what is agreed to is read to its end."""
    for key, (before, after) in offer.difference.changes.items():
        yield Changed(field_label("security_reference", key), value_label(before), value_label(after))


def _why(hindrance: Hindrance) -> str:
    match hindrance:
        case Hindrance.NOT_OURS:
            return str(_("The institution decides on the terms of the reference. They stay as they are."))
        case Hindrance.UNREAD:
            return str(_("They stay as they are. Correct the cell in the file and bring it again."))
        case Hindrance.NO_WORDS:
            return str(
                _(
                    "They stay as they are: the file asks for an agreement, and neither side has any terms of use."
                )
            )
        case Hindrance.NOT_AGREED:
            return str(_("Only who agreed to the present terms changes them. Agree to them first."))


def terms_done(brought: ReferenceImport) -> str:
    """What became of them; "" where the file had no other ones."""
    match brought.counts.get("terms"):
        case None:
            return ""
        case 0:
            return str(
                _("The terms of the file were not taken over: those of the reference stay as they are.")
            )
    return str(_("The terms of the file are those of the reference from now on."))
