"""The one table of an engagement's way: which moves there are, and what must be there before each.

Pages, services, the settings and tests all read it. Which items a move asks for is the institution's setting;
the moves themselves and what each item means stand here (model.md §2).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.errors import DomainError
from app.core.words import N_
from app.register.models import ForeignBasis, OutsourcingJudgement, PersonalDataBasis, Stage


class Way(StrEnum):
    FORWARD = "forward"
    BACK = "back"
    ASIDE = "aside"
    REOPEN = "reopen"


S, F, B, A, R = Stage, Way.FORWARD, Way.BACK, Way.ASIDE, Way.REOPEN

# 見送り is decided before the approval, 中止 at any time before the work begins. An engagement in operation is
# ended by its exit only.
MOVES: Mapping[Stage, Mapping[Stage, Way]] = {
    S.PLANNING: {S.SELECTION: F, S.DROPPED: A, S.CANCELLED: A},
    S.SELECTION: {S.DECISION: F, S.PLANNING: B, S.DROPPED: A, S.CANCELLED: A},
    S.DECISION: {S.CONTRACT: F, S.SELECTION: B, S.DROPPED: A, S.CANCELLED: A},
    S.CONTRACT: {S.READINESS: F, S.DECISION: B, S.CANCELLED: A},
    S.READINESS: {S.OPERATION: F, S.CONTRACT: B, S.CANCELLED: A},
    S.OPERATION: {S.EXIT_PREPARATION: F},
    S.EXIT_PREPARATION: {S.ENDED: F, S.OPERATION: B},
    S.ENDED: {S.EXIT_PREPARATION: R},
    S.DROPPED: {S.PLANNING: R},
    S.CANCELLED: {S.PLANNING: R},
}
# The usual way, as the line at the top of the page shows it.
MAIN_WAY = (
    S.PLANNING, S.SELECTION, S.DECISION, S.CONTRACT, S.READINESS, S.OPERATION, S.EXIT_PREPARATION, S.ENDED,
)  # fmt: skip
# The file is kept and read; only memos and documents are still added to it.
CLOSED = frozenset({S.ENDED, S.DROPPED, S.CANCELLED})
FORWARD_MOVES = tuple(
    (come, to) for come in MAIN_WAY for to, way in MOVES[come].items() if way == Way.FORWARD
)

NO_MOVE = N_("An engagement in this stage cannot go there. Open it again to see what is possible now.")
CLOSED_FILE = N_("This engagement has come to its end. Its file is kept as it is; reopen it first.")
REASON_NEEDED = N_("Say why. The reason stays in the file.")
SOMETHING_MISSING = N_("Not everything that this move asks for is there yet: %(items)s.")


class Item(StrEnum):
    """What a gate may ask for. Which are confirmed by a person stands in `CHECKS`, the rest is found out."""

    OUTSOURCING_JUDGED = "outsourcing_judged"
    PERSONAL_DATA_JUDGED = "personal_data_judged"
    FOREIGN_JUDGED = "foreign_judged"
    TIER_COMPUTED = "tier_computed"
    VENDOR_ASSESSED = "vendor_assessed"
    COMPARED = "compared"
    SCREENED = "screened"
    SYSTEM_OPINION = "system_opinion"
    DECIDED = "decided"
    LEGAL_CHECKED = "legal_checked"
    CONTRACT_SIGNED = "contract_signed"
    SIGNED_AFTER_DECISION = "signed_after_decision"
    ACCOUNTS = "accounts"
    CONNECTIONS = "connections"
    PLEDGES = "pledges"
    CONTACTS = "contacts"
    CONSENTS = "consents"
    LEDGER_COMPLETE = "ledger_complete"
    ACCESS_CUT = "access_cut"
    DATA_RETURNED = "data_returned"
    ERASURE_PROVED = "erasure_proved"
    LEDGER_UPDATED = "ledger_updated"


CHECKS = frozenset(
    {
        Item.VENDOR_ASSESSED, Item.COMPARED, Item.SYSTEM_OPINION, Item.LEGAL_CHECKED, Item.ACCOUNTS,
        Item.CONNECTIONS, Item.PLEDGES, Item.ACCESS_CUT, Item.DATA_RETURNED, Item.ERASURE_PROVED,
        Item.LEDGER_UPDATED,
    }
)  # fmt: skip
# The ledger has a field for these days: the check and the field are kept alike.
MIRRORED: Mapping[Item, str] = {
    Item.LEGAL_CHECKED: "legal_checked_on",
    Item.ACCESS_CUT: "access_cut_on",
    Item.ERASURE_PROVED: "erasure_proof_on",
}
EXIT_MOVE = (S.EXIT_PREPARATION, S.ENDED)
OWN = "own:"


class Need(StrEnum):
    MUST = "must"
    ADVISE = "advise"


@dataclass(frozen=True)
class Gate:
    items: Mapping[str, Need] = field(default_factory=dict)
    # The move itself is asked for by one person and given by another.
    is_two_person: bool = False


def _gate(come: Stage, to: Stage, must: Sequence[Item] = (), advise: Sequence[Item] = ()) -> dict[str, Any]:
    items = {item.value: Need.MUST.value for item in must} | {
        item.value: Need.ADVISE.value for item in advise
    }
    return {"from": come.value, "to": to.value, "items": items, "is_two_person": False}


DEFAULT_GATES = [
    _gate(S.PLANNING, S.SELECTION, (), (Item.OUTSOURCING_JUDGED,)),
    _gate(
        S.SELECTION, S.DECISION,
        (Item.OUTSOURCING_JUDGED, Item.PERSONAL_DATA_JUDGED, Item.TIER_COMPUTED, Item.VENDOR_ASSESSED,
         Item.COMPARED, Item.SCREENED, Item.SYSTEM_OPINION),
        (Item.FOREIGN_JUDGED,),
    ),
    _gate(S.DECISION, S.CONTRACT, (Item.DECIDED,), (Item.LEGAL_CHECKED,)),
    _gate(S.CONTRACT, S.READINESS, (Item.CONTRACT_SIGNED, Item.SIGNED_AFTER_DECISION)),
    _gate(
        S.READINESS, S.OPERATION,
        (Item.ACCOUNTS, Item.CONNECTIONS, Item.PLEDGES, Item.CONTACTS, Item.CONSENTS, Item.LEDGER_COMPLETE),
    ),
    _gate(S.OPERATION, S.EXIT_PREPARATION),
    _gate(*EXIT_MOVE, (Item.ACCESS_CUT, Item.DATA_RETURNED, Item.ERASURE_PROVED, Item.LEDGER_UPDATED)),
]  # fmt: skip

GATES_SHAPE = N_("This is not a table of gates. Nothing was changed.")
MOVE_UNKNOWN = N_("There is no gate between these two stages.")
ITEM_UNKNOWN = N_("“%(item)s” is no item that a gate can ask for.")


def gates_of(value: Any) -> dict[tuple[Stage, Stage], Gate]:
    """Every forward move has one; a move that the setting does not name asks for nothing."""
    found = {move: Gate() for move in FORWARD_MOVES}
    for row in value:
        items = {key: Need(need) for key, need in row["items"].items()}
        found[Stage(row["from"]), Stage(row["to"])] = Gate(items, bool(row["is_two_person"]))
    return found


def gates_as_json(gates: Mapping[tuple[Stage, Stage], Gate]) -> list[dict[str, Any]]:
    return [
        {
            "from": come.value, "to": to.value, "is_two_person": gate.is_two_person,
            "items": {key: need.value for key, need in gate.items.items()},
        }
        for (come, to), gate in gates.items()
    ]  # fmt: skip


def check_gates(value: Any, own: Collection[str] = ()) -> None:
    """`own`: keys of the institution's own checks."""
    if not isinstance(value, list):
        raise DomainError(GATES_SHAPE)
    moves = {(come.value, to.value) for come, to in FORWARD_MOVES}
    known = {item.value for item in Item} | {f"{OWN}{key}" for key in own}
    seen = set()
    for row in value:
        if not isinstance(row, dict) or not isinstance(row.get("items"), dict):
            raise DomainError(GATES_SHAPE)
        move = (row.get("from"), row.get("to"))
        if move not in moves or move in seen:
            raise DomainError(MOVE_UNKNOWN)
        seen.add(move)
        if not isinstance(row.get("is_two_person"), bool):
            raise DomainError(GATES_SHAPE)
        for item, need in row["items"].items():
            if item not in known or need not in set(Need):
                raise DomainError(ITEM_UNKNOWN, item=str(item)[:60])


@dataclass(frozen=True)
class CheckFacts:
    done_on: date | None = None
    is_not_applicable: bool = False


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What is known of one engagement on one day, for any gate."""

    today: date
    outsourcing: OutsourcingJudgement = OutsourcingJudgement.NOT_JUDGED
    has_personal_data: bool | None = None
    vendor_personal_data: PersonalDataBasis | None = None
    vendor_foreign: ForeignBasis | None = None
    is_abroad: bool = False
    tier: str = ""
    # The last screening that found nothing, and the first day that still counts.
    cleared_on: date | None = None
    screened_since: date | None = None
    decided_on: date | None = None
    contract_signed_on: date | None = None
    contacts: int = 0
    open_consents: int = 0
    missing_fields: Sequence[str] = ()
    checks: Mapping[str, CheckFacts] = field(default_factory=dict)


class Found(StrEnum):
    MET = "met"
    MISSING = "missing"
    # 事後稟議: the move is possible with a reason, and is marked for ever.
    AFTER_THE_FACT = "after_the_fact"


@dataclass(frozen=True)
class Requirement:
    item: str
    need: Need
    found: Found
    on: date | None = None
    is_not_applicable: bool = False

    @property
    def blocks(self) -> bool:
        return self.need == Need.MUST and self.found == Found.MISSING


def requirements(gate: Gate, evidence: Evidence) -> list[Requirement]:
    """In the order of `Item`, the institution's own last."""
    order = [item.value for item in Item]
    keys = sorted(gate.items, key=lambda key: (order.index(key) if key in order else len(order), key))
    return [_requirement(key, gate.items[key], evidence) for key in keys]


def _requirement(key: str, need: Need, evidence: Evidence) -> Requirement:
    if key in CHECKS or key.startswith(OWN):
        check = evidence.checks.get(key, CheckFacts())
        is_met = check.is_not_applicable or check.done_on is not None
        found = Found.MET if is_met else Found.MISSING
        return Requirement(key, need, found, check.done_on, check.is_not_applicable)
    if key == Item.SIGNED_AFTER_DECISION:
        return Requirement(key, need, _order_of(evidence), evidence.contract_signed_on)
    found = Found.MET if FOUND[Item(key)](evidence) else Found.MISSING
    return Requirement(key, need, found, _day_of(key, evidence))


def _order_of(e: Evidence) -> Found:
    if e.decided_on is None or e.contract_signed_on is None:
        return Found.MISSING
    return Found.MET if e.contract_signed_on >= e.decided_on else Found.AFTER_THE_FACT


def _day_of(key: str, e: Evidence) -> date | None:
    days = {
        Item.SCREENED: e.cleared_on,
        Item.DECIDED: e.decided_on,
        Item.CONTRACT_SIGNED: e.contract_signed_on,
    }
    return days.get(Item(key))


def _is_screened(e: Evidence) -> bool:
    return e.cleared_on is not None and (e.screened_since is None or e.cleared_on >= e.screened_since)


def _is_personal_data_judged(e: Evidence) -> bool:
    """That there are none is said on the engagement; otherwise the party that gets them is judged."""
    return e.has_personal_data is False or e.vendor_personal_data is not None


def _is_foreign_judged(e: Evidence) -> bool:
    return e.has_personal_data is False or not e.is_abroad or e.vendor_foreign is not None


FOUND: Mapping[Item, Callable[[Evidence], bool]] = {
    Item.OUTSOURCING_JUDGED: lambda e: e.outsourcing != OutsourcingJudgement.NOT_JUDGED,
    Item.PERSONAL_DATA_JUDGED: _is_personal_data_judged,
    Item.FOREIGN_JUDGED: _is_foreign_judged,
    Item.TIER_COMPUTED: lambda e: bool(e.tier),
    Item.SCREENED: _is_screened,
    Item.DECIDED: lambda e: e.decided_on is not None,
    Item.CONTRACT_SIGNED: lambda e: e.contract_signed_on is not None,
    Item.CONTACTS: lambda e: e.contacts > 0,
    Item.CONSENTS: lambda e: e.open_consents == 0,
    Item.LEDGER_COMPLETE: lambda e: not e.missing_fields,
}


def way_of(come: Stage, to: Stage) -> Way:
    way = MOVES[come].get(to)
    if way is None:
        raise DomainError(NO_MOVE)
    return way


def next_of(stage: Stage) -> Stage | None:
    """The one step forward, if there is one."""
    return next((to for to, way in MOVES[stage].items() if way == Way.FORWARD), None)


def is_closed(stage: Stage) -> bool:
    return stage in CLOSED


def check_open(stage: Stage) -> None:
    """For every act that would change what the file says."""
    if stage in CLOSED:
        raise DomainError(CLOSED_FILE)


def is_after_the_fact(found: Sequence[Requirement]) -> bool:
    return any(one.found == Found.AFTER_THE_FACT for one in found)


def needs_reason(way: Way, found: Sequence[Requirement], to: Stage) -> bool:
    return way != Way.FORWARD or to == Stage.ENDED or is_after_the_fact(found)
