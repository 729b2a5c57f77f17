"""What keeps a draft from being published, and what is only worth knowing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.words import N_
from app.references.models import Conformity, PaperKind
from app.references.rules import numbers
from app.references.rules.facts import NUMBERED, PaperFacts, RecordFacts, VersionFacts

NO_RECORDS = N_("There is no record yet. Write at least one.")
NO_AUTHORS = N_("The authors are not named.")
NO_PREMISES = N_("The premises are not stated: neither service models nor in words for which use it holds.")
NO_DAY = N_("The premises do not say as of which day it speaks.")
DAY_AHEAD = N_("The day of the premises has not come yet. Enter the day whose state the version describes.")
SAYS_NEITHER = N_("%(item)s: neither conformity nor who acts is stated.")
NO_CONDITION = N_("%(item)s: it conforms on conditions, and no column says on which.")
ITEM_GONE = N_("%(item)s: the edition has no such item.")
NUMBER_UNKNOWN = N_("%(item)s: the number %(number)s is not in the list of papers.")
NUMBER_NOT_USED = N_("%(item)s: the number %(number)s is marked as not used.")
# Where a condition may be told, beside the note on conformity.
TELLING = (
    "conformity_note", "needed", "confirmed", "information", "provider_view", "certified", "interview", "simple",
    "strict",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """`item`: whose record is at fault; "" for the head of the version."""

    message: str
    item: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


def find(
    head: VersionFacts,
    records: Mapping[str, RecordFacts],
    papers: Iterable[PaperFacts],
    items: Collection[str],
    today: date,
) -> list[Fault]:
    """`records`: by item, in the order of the edition; `items`: those the edition has."""
    listed = {paper.key: paper for paper in papers}
    found = [*_of_head(head, today)]
    if not records:
        found.append(Fault(NO_RECORDS))
    for item, record in records.items():
        found.extend(_of_record(item, record, listed, items))
    return found


def _of_head(head: VersionFacts, today: date) -> Iterable[Fault]:
    for is_there, message in (
        (head.authors, NO_AUTHORS), (head.premise_models or head.premise, NO_PREMISES), (head.as_of_on, NO_DAY),
    ):  # fmt: skip
        if not is_there:
            yield Fault(message)
    if head.as_of_on is not None and head.as_of_on > today:
        yield Fault(DAY_AHEAD)


def _of_record(
    item: str,
    record: RecordFacts,
    listed: Mapping[tuple[PaperKind, str], PaperFacts],
    items: Collection[str],
) -> Iterable[Fault]:
    if item not in items:
        yield Fault(ITEM_GONE, item, {"item": item})
    if record.conformity is None and record.provider_acts is None and record.customer_acts is None:
        yield Fault(SAYS_NEITHER, item, {"item": item})
    if record.conformity == Conformity.CONDITIONAL and not any(getattr(record, name) for name in TELLING):
        yield Fault(NO_CONDITION, item, {"item": item})
    for name, kind in NUMBERED.items():
        used = getattr(record, name)
        unknown = [one for one in used if (kind, one) not in listed]
        missing = [one for one in used if (kind, one) in listed and listed[kind, one].is_missing]
        for message, which in ((NUMBER_UNKNOWN, unknown), (NUMBER_NOT_USED, missing)):
            if which:
                yield Fault(message, item, {"item": item, "number": numbers.written(which)})
