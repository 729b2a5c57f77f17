"""What makes the facts about an engagement consistent, and what is still missing. Pure: no database, no clock."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.core import identifiers
from app.core.errors import DomainError
from app.core.words import N_
from app.register.models import (
    Access,
    Category,
    Connection,
    ExitPlan,
    Origin,
    OutsourcingJudgement,
    Stage,
    Substitutability,
)
from app.register.rules.organisations import check_kana


@dataclass(frozen=True, kw_only=True)
class EngagementFacts:
    """What people say about an engagement: these columns and no others can be entered or edited.

    Judgements, stage, tier and the end of the work have acts of their own. An empty number means the next
    free one, no vendor the provider of the service.
    """

    number: str = ""
    title: str
    title_kana: str = ""
    service_id: UUID
    vendor_id: UUID | None = None
    category: Category
    origin: Origin = Origin.PLANNED

    unit_id: UUID
    owner_id: UUID | None = None

    purpose: str = ""
    note: str = ""

    data_classes: Sequence[str] = ()
    data_volume: int | None = None
    data_note: str = ""
    has_personal_data: bool | None = None
    has_sensitive_data: bool | None = None
    has_special_care_data: bool | None = None

    data_countries: Sequence[str] = ()
    data_regions: str = ""
    access: Access = Access.UNKNOWN
    connection: Connection = Connection.UNKNOWN

    annual_amount: int | None = None
    started_on: date | None = None
    ends_on: date | None = None
    is_auto_renewed: bool = False
    renewal_notice_on: date | None = None
    contract_signed_on: date | None = None
    legal_checked_on: date | None = None

    is_important_third_party: bool = False
    is_designated_equipment: bool = False
    substitutability: Substitutability = Substitutability.UNKNOWN
    substitute: str = ""
    exit_plan: ExitPlan = ExitPlan.NONE
    exit_plan_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class EngagementLinks:
    """What of ours an engagement serves and who else reads it; None leaves what is there."""

    function_ids: Collection[UUID] | None = None
    system_ids: Collection[UUID] | None = None
    reader_ids: Collection[UUID] | None = None


OUTSOURCING_KINDS = frozenset(
    {
        Category.CONTRACT_WORK, Category.QUASI_MANDATE, Category.DISPATCH, Category.CLOUD,
        Category.SHARED_CENTRE, Category.INTRA_GROUP,
    }
)  # fmt: skip
# Nothing is asked for any more once an engagement has come to its end, or never began.
OVER = frozenset({Stage.ENDED, Stage.DROPPED, Stage.CANCELLED})
# What an examiner expects of every engagement (監督指針, FSA 2.6⑤): the ledger counts those that are empty.
MANDATORY = (
    "owner_id", "purpose", "data_classes", "has_personal_data", "has_sensitive_data", "has_special_care_data",
    "data_countries", "access", "connection", "annual_amount", "started_on", "ends_on", "substitutability",
    "outsourcing",
)  # fmt: skip
UNSAID: tuple[Any, ...] = (
    None,
    "",
    [],
    (),
    Access.UNKNOWN,
    Connection.UNKNOWN,
    OutsourcingJudgement.NOT_JUDGED,
)
LONGEST_NUMBER = 40

TITLE_MISSING = N_("Enter a title by which people recognise the engagement.")
NUMBER_TOO_LONG = N_("Use at most %(max)d characters.")
NUMBER_BLANKS = N_("A number has no blanks in it. Delete them.")
ENDS_BEFORE = N_("It would end before it begins. Correct one of the two dates.")
NOTICE_LATE = N_(
    "The notice is due no later than the day on which the engagement ends. Correct one of the two."
)
CARE_IS_PERSONAL = N_(
    "Special care-required personal information is personal data. Answer “Yes” here, or correct the other answer."
)
SENSITIVE_IS_PERSONAL = N_(
    "Sensitive information is about persons. Answer “Yes” here, or correct the other answer."
)
PLAN_NEEDS_DATE = N_("Say of which day the exit plan is.")
DATE_NEEDS_PLAN = N_(
    "There is no exit plan, so it has no date. Delete the date, or correct the state of the plan."
)
NEGATIVE = N_("Enter zero or more.")
REASON_MISSING = N_("Give the reason of the judgement.")
CHOOSE_JUDGEMENT = N_("Choose a judgement.")
JUDGED_IN_FUTURE = N_("The judgement cannot be of a day to come.")
JUDGEMENT_DIFFERS = N_(
    "The category is a kind of outsourcing, yet it was judged not to be outsourcing. "
    "Check the category or the judgement."
)
MEMO_MISSING = N_("Write what happened.")
MEMO_IN_FUTURE = N_("A memo tells what has happened. Choose today or a day before.")


def checked(facts: EngagementFacts) -> EngagementFacts:
    """The facts in the spelling that is stored; `DomainError` for the first that cannot be."""
    if not facts.title:
        raise DomainError(TITLE_MISSING, "title")
    _check_number(facts.number)
    _check_dates(facts)
    _check_data(facts)
    _check_exit(facts)
    return replace(
        facts,
        title_kana=_kana(facts.title_kana),
        data_classes=sorted(set(facts.data_classes)),
        data_countries=sorted({_country(code) for code in facts.data_countries}),
    )


def _check_number(number: str) -> None:
    if len(number) > LONGEST_NUMBER:
        raise DomainError(NUMBER_TOO_LONG, "number", max=LONGEST_NUMBER)
    if number != "".join(number.split()):
        raise DomainError(NUMBER_BLANKS, "number")


def _check_dates(facts: EngagementFacts) -> None:
    if facts.ends_on is None:
        return
    if facts.started_on and facts.ends_on < facts.started_on:
        raise DomainError(ENDS_BEFORE, "ends_on")
    if facts.renewal_notice_on and facts.renewal_notice_on > facts.ends_on:
        raise DomainError(NOTICE_LATE, "renewal_notice_on")


def _check_data(facts: EngagementFacts) -> None:
    if facts.has_special_care_data and not facts.has_personal_data:
        raise DomainError(CARE_IS_PERSONAL, "has_personal_data")
    if facts.has_sensitive_data and facts.has_personal_data is False:
        raise DomainError(SENSITIVE_IS_PERSONAL, "has_personal_data")
    for name in ("data_volume", "annual_amount"):
        if (getattr(facts, name) or 0) < 0:
            raise DomainError(NEGATIVE, name)


def _check_exit(facts: EngagementFacts) -> None:
    has_plan = facts.exit_plan in (ExitPlan.DRAFTED, ExitPlan.TESTED)
    if has_plan and facts.exit_plan_on is None:
        raise DomainError(PLAN_NEEDS_DATE, "exit_plan_on")
    if not has_plan and facts.exit_plan_on is not None:
        raise DomainError(DATE_NEEDS_PLAN, "exit_plan_on")


# Fields that are judged against each other, and by what.
TOGETHER: tuple[tuple[frozenset[str], Callable[[EngagementFacts], None]], ...] = (
    (frozenset({"number"}), lambda facts: _check_number(facts.number)),
    (frozenset({"started_on", "ends_on", "renewal_notice_on"}), _check_dates),
    (frozenset({"data_volume", "annual_amount"}), _check_data),
    (frozenset({"exit_plan", "exit_plan_on"}), _check_exit),
)


def faults(facts: EngagementFacts, unread: Collection[str] = ()) -> Iterable[DomainError]:
    """The first of each group, for a form to tell at once. `unread`: fields that say themselves what is wrong."""
    for names, check in TOGETHER:
        if not names & set(unread):
            try:
                check(facts)
            except DomainError as error:
                yield error


def _kana(text: str) -> str:
    try:
        return check_kana(text)
    except DomainError as error:
        raise DomainError(error.message, "title_kana", **error.params) from None


def _country(code: str) -> str:
    try:
        return identifiers.check_country(code)
    except DomainError as error:
        raise DomainError(error.message, "data_countries", **error.params) from None


def missing(engagement: Any) -> list[str]:
    """Mandatory fields that nobody has filled in yet, in the order of the form."""
    if engagement.stage in OVER:
        return []
    return [name for name in MANDATORY if _is_unsaid(engagement, name)]


def _is_unsaid(engagement: Any, name: str) -> bool:
    value = getattr(engagement, name)
    if name == "ends_on" and engagement.is_auto_renewed:
        return False  # it ends when somebody ends it
    if name == "substitutability":
        return bool(value == Substitutability.UNKNOWN)
    return value in UNSAID


def next_date(engagement: Any, day: date) -> tuple[str, date] | None:
    """The next day on which somebody must have acted: which field, and when. What has passed is the end alone."""
    if engagement.stage in OVER:
        return None
    notice, end = engagement.renewal_notice_on, engagement.ends_on
    if notice is not None and notice >= day:
        return "renewal_notice_on", notice
    return ("ends_on", end) if end is not None else None


def next_of_all(
    engagement: Any, day: date, *, consent: date | None = None, override: date | None = None
) -> tuple[str, date] | None:
    """With the ends of what was given to it for a time; what ends first, and of two on one day its own."""
    if engagement.stage in OVER:
        return None
    own, given = next_date(engagement, day), (("consent", consent), ("override", override))
    found = [*([own] if own else []), *((name, end) for name, end in given if end is not None)]
    return min(found, key=lambda pair: pair[1], default=None)


def check_judgement(
    outsourcing: OutsourcingJudgement | None, reason: str, judged_on: date | None, day: date
) -> None:
    if outsourcing in (None, OutsourcingJudgement.NOT_JUDGED):
        raise DomainError(CHOOSE_JUDGEMENT, "outsourcing")
    if not reason:
        raise DomainError(REASON_MISSING, "outsourcing_reason")
    check_day(judged_on, day, "outsourcing_on", JUDGED_IN_FUTURE)


def check_day(given: date | None, day: date, field: str, message: str) -> None:
    if given is not None and given > day:
        raise DomainError(message, field)


def warnings(engagement: Any) -> Iterable[str]:
    """What is allowed and still deserves a second look."""
    is_not = engagement.outsourcing == OutsourcingJudgement.NOT_OUTSOURCING
    if is_not and engagement.category in OUTSOURCING_KINDS:
        yield JUDGEMENT_DIFFERS
