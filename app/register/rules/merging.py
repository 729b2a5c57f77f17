"""What becomes of two records of one organisation: which value stays, which edges fold. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from app.core.errors import DomainError
from app.core.words import N_
from app.register.models import Access, ConsentState, Substitutability

SAME = N_("An organisation cannot be merged with itself. Choose the other one.")
ALREADY = N_("%(name)s was merged before. Open it and go on from there.")
TWO_NUMBERS = N_(
    "The two have different corporate numbers, so the law knows two organisations. Correct the wrong number first."
)
TWO_LEIS = N_("The two have different LEIs, so they are two organisations. Correct the wrong LEI first.")
TWO_KINDS = N_("A private person and an organisation cannot be one. Correct the kind first.")

# Chosen together, for one means nothing without the other.
CHOSEN = (
    ("name",), ("name_kana",), ("name_latin",), ("kind",), ("country",), ("parent_id",), ("invoice_number",),
    ("address",), ("representative",), ("website",), ("fiscal_year_end", "net_assets"), ("subcontract_act",),
    ("ended_on",), ("note",),
)  # fmt: skip
NUMBERS = ("corporate_number", "lei")
# The further an application for consent went, the more it says.
PROGRESS = (
    ConsentState.NOT_APPLIED, ConsentState.APPLIED, ConsentState.EXAMINED, ConsentState.WITHDRAWN,
    ConsentState.REFUSED, ConsentState.GRANTED,
)  # fmt: skip
CONSENT = (
    "consent_kind", "exempt_reason", "state", "applied_on", "applied_by", "objection_until_on", "examined_on",
    "examined_by_id", "examination", "decided_on", "decided_by_id", "approval_id", "expires_on",
)  # fmt: skip
JUDGED = (
    ("personal_data", "personal_data_reason", "personal_data_by_id", "personal_data_on"),
    ("foreign_basis", "foreign_basis_reason", "foreign_basis_by_id", "foreign_basis_on"),
)


@dataclass(frozen=True)
class Choice:
    """A fact in which the two differ. `takes_loser` is what is proposed: what is there beats what is not."""

    fields: tuple[str, ...]
    winner: Any
    loser: Any
    takes_loser: bool

    @property
    def key(self) -> str:
        return self.fields[0]


def check_two(loser: Any, winner: Any) -> None:
    """Whether the two can be one at all."""
    if loser.id == winner.id:
        raise DomainError(SAME)
    for one in (loser, winner):
        if one.merged_into_id is not None:
            raise DomainError(ALREADY, name=one.name)
    for name, message in (("corporate_number", TWO_NUMBERS), ("lei", TWO_LEIS)):
        numbers = {getattr(loser, name), getattr(winner, name)} - {None}
        if len(numbers) > 1:
            raise DomainError(message)
    if (loser.kind == "individual") != (winner.kind == "individual"):
        raise DomainError(TWO_KINDS)


def choices(loser: Any, winner: Any) -> list[Choice]:
    """What a person decides, field by field. Numbers are not among it: the one that exists stays."""
    found = []
    for names in CHOSEN:
        own, other = (tuple(getattr(one, name) for name in names) for one in (winner, loser))
        if own != other and any(other):
            found.append(Choice(names, own[0], other[0], takes_loser=not any(own)))
    return found


def facts_after(loser: Any, winner: Any, taken: Collection[str], names: Sequence[str]) -> dict[str, Any]:
    """The winner's facts with those of the loser that were chosen, and whichever number exists."""
    facts = {name: getattr(winner, name) for name in names}
    for group in CHOSEN:
        if group[0] in taken:
            facts |= {name: getattr(loser, name) for name in group}
    for name in NUMBERS:
        facts[name] = facts[name] or getattr(loser, name)
    if facts["corporate_number"]:
        facts |= {"no_number_reason": None, "no_number_note": ""}
    if facts["parent_id"] in (loser.id, winner.id):
        # The parent turned out to be the same: what stood above it stands above the one that stays.
        above = loser.parent_id if facts["parent_id"] == loser.id else winner.parent_id
        facts["parent_id"] = None if above in (loser.id, winner.id) else above
    return facts


# --- edges -----------------------------------------------------------------------------------


class Edge(Protocol):
    id: UUID
    service_id: UUID
    base_service_id: UUID


@dataclass
class EdgePlan:
    """Where each edge goes: to the services that stay, or into the edge that is there already."""

    moved: list[tuple[Any, UUID, UUID]] = field(default_factory=list)
    folded: list[tuple[Any, Any]] = field(default_factory=list)

    # Edges that will begin and end at one service, and do not before.
    loops: int = 0


def plan_edges(edges: Sequence[Edge], joined: Mapping[UUID, UUID]) -> EdgePlan:
    """`edges`: all that touch a service of either side of `joined` (service that goes → service that stays)."""
    plan = EdgePlan()
    touched = [e for e in edges if e.service_id in joined or e.base_service_id in joined]
    going = {edge.id for edge in touched}
    there: dict[tuple[UUID, UUID], Edge] = {
        (edge.service_id, edge.base_service_id): edge for edge in edges if edge.id not in going
    }
    for edge in sorted(touched, key=lambda edge: edge.id):
        pair = (
            joined.get(edge.service_id, edge.service_id),
            joined.get(edge.base_service_id, edge.base_service_id),
        )
        if pair in there:
            plan.folded.append((edge, there[pair]))
        else:
            there[pair] = edge
            plan.moved.append((edge, *pair))
            plan.loops += pair[0] == pair[1] and edge.service_id != edge.base_service_id
    return plan


# --- what is filled in from a row that folds into another --------------------------------------


def service_filled(kept: Any, folded: Any) -> dict[str, Any]:
    """What the service that stays lacks and the other knows."""
    found = _blanks(kept, folded, ("name_kana", "name_latin", "kind", "website", "ended_on"))
    if folded.ended_on is None:
        found["ended_on"] = None
    if kept.model == "unknown":
        found["model"] = folded.model
    return found | _joined(kept, folded, ("regions", "description", "note")) | _countries(kept, folded)


def supply_filled(kept: Any, folded: Any) -> dict[str, Any]:
    found = _blanks(kept, folded, ("noticed_on",))
    if kept.substitutability == Substitutability.UNKNOWN:
        found["substitutability"] = folded.substitutability
    found["from_on"] = _widest(kept.from_on, folded.from_on, min)
    found["to_on"] = _widest(kept.to_on, folded.to_on, max)
    return found | _joined(kept, folded, ("purpose", "regions", "note")) | _countries(kept, folded)


def use_filled(kept: Any, folded: Any) -> dict[str, Any]:
    """Both were true for this engagement there; of two applications the one that went further stands."""
    found: dict[str, Any] = {"is_unused": kept.is_unused and folded.is_unused}
    if PROGRESS.index(folded.state) > PROGRESS.index(kept.state) or (
        kept.state == folded.state and kept.consent_kind is None
    ):
        found |= {name: getattr(folded, name) for name in CONSENT}
    found["data_classes"] = sorted({*kept.data_classes, *folded.data_classes})
    if kept.access in (Access.UNKNOWN, Access.NONE) and folded.access != Access.UNKNOWN:
        found["access"] = folded.access
    return found | _joined(kept, folded, ("regions", "conditions", "note")) | _countries(kept, folded)


def judgement_filled(kept: Any, folded: Any) -> dict[str, Any]:
    """Each half of the later judgement; a half that only one of them has is that one's."""
    found: dict[str, Any] = {}
    for names in JUDGED:
        verdict, judged_on = names[0], names[3]
        if getattr(folded, verdict) is not None and (
            getattr(kept, verdict) is None or _is_later(getattr(folded, judged_on), getattr(kept, judged_on))
        ):
            found |= {name: getattr(folded, name) for name in names}
    return found


def _is_later(one: date | None, other: date | None) -> bool:
    return one is not None and (other is None or one > other)


def _blanks(kept: Any, folded: Any, names: Sequence[str]) -> dict[str, Any]:
    return {
        name: getattr(folded, name) for name in names if not getattr(kept, name) and getattr(folded, name)
    }


def _joined(kept: Any, folded: Any, names: Sequence[str]) -> dict[str, Any]:
    """Texts one under the other, unless one says what the other does."""
    found = {}
    for name in names:
        own, other = getattr(kept, name), getattr(folded, name)
        if other and other not in own:
            found[name] = f"{own}\n{other}" if own else other
    return found


def _countries(kept: Any, folded: Any) -> dict[str, Any]:
    return {"countries": sorted({*kept.countries, *folded.countries})}


def _widest(one: date | None, other: date | None, choose: Any) -> date | None:
    """No date means no limit, which is the widest."""
    return None if one is None or other is None else choose(one, other)
