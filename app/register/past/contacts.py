"""Contacts as the log knew them at a past instant (model.md §5)."""

from datetime import date

from app.core.context import Context
from app.core.past import Past
from app.core.phones import digits_of
from app.core.text import fold
from app.register.models import Contact, ContactTestResult
from app.register.queries import contacts as queries
from app.register.queries.contacts import Row, Wanted
from app.register.rules.organisations import has_ended


def past_of(ctx: Context, wanted: Wanted) -> Past[Contact]:
    return Past(
        Contact,
        Row,
        same=queries.listed(ctx, wanted),
        visible=queries.visible_to(ctx),
        is_wanted=lambda found: is_wanted(found, wanted),
    )


def is_wanted(found: Contact, wanted: Wanted) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    return (
        (wanted.role is None or found.role == wanted.role)
        and (wanted.organisation_id is None or found.organisation_id == wanted.organisation_id)
        and (not wanted.is_never_tested or found.last_tested_on is None)
        and (wanted.tested_before is None or _is_overdue(found, wanted.tested_before))
        and (not wanted.is_unreached or found.test_result == ContactTestResult.NOT_REACHED)
        and (wanted.has_ended is None or wanted.has_ended == has_ended(found.ended_on, wanted.on))
        and _has_words(found, wanted.words)
    )


def _is_overdue(found: Contact, before: date) -> bool:
    return found.last_tested_on is None or found.last_tested_on < before


def _has_words(found: Contact, words: str) -> bool:
    texts = (found.name, found.name_kana, found.department, found.email)
    return has_all([*texts, *digits_of(found.phone), *digits_of(found.night_phone)], words)


def has_all(texts: list[str], words: str) -> bool:
    """Each word of a search is a part of some text."""
    folded = [fold(text) for text in texts if text]
    return all(any(fold(word) in text for text in folded) for word in words.split())
