"""Why an actor may be this organisation, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from app.standards.queries.likely import Proposals
from app.standards.queries.matrices import Candidates
from app.standards.rules.likely import Likely, Party, Why, without_role
from app.standards.sheets.matrix_marks import said


@dataclass(frozen=True)
class Proposal:
    name: str
    reason: str


def told_of(found: Mapping[str, Likely], may_be: Candidates) -> dict[str, Proposal]:
    return {actor: Proposal(_name(one, may_be), _reason(one)) for actor, one in found.items()}


def missing_of(proposals: Proposals) -> dict[str, str]:
    """Of an actor whose name nobody has here, that it is so."""
    return {
        actor: str(
            _("No organisation named “%(name)s” stands in the supply chain.", name=without_role(said(title)))
        )
        for actor, title in proposals.strangers.items()
    }


def _name(found: Likely, may_be: Candidates) -> str:
    if found.party is not None:
        return found.party.called.name
    return may_be.units.get(found.unit_id, "") if found.unit_id else ""


def _reason(found: Likely) -> str:
    if found.party is None:
        return str(_("It is the institution that the unit of this engagement belongs to."))
    what, where = _by_what(found), _where(found.party)
    return str(_("%(what)s %(where)s", what=what, where=where)).strip()


def _by_what(found: Likely) -> str:
    return {
        Why.NAME: str(_("The name is the same.")),
        Why.OTHER_NAME: str(_("Another name is the same: %(name)s.", name=found.word)),
        Why.SERVICE: str(_("A service is called so: %(name)s.", name=found.word)),
        Why.PART: str(_("A part of the name is the same.")),
        Why.PLACE: str(_("The name is another one, but the place in the supply chain fits.")),
    }[found.why]


def _where(party: Party) -> str:
    if party.is_contract_party:
        return str(_("It is recorded as the contract party."))
    if party.services:
        services = str(_(", ")).join(one.name for one in party.services)
        return str(
            _("It is recorded in the supply chain as the provider of: %(services)s.", services=services)
        )
    return ""
