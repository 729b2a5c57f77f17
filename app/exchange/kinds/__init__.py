"""The kinds of record that come in and go out as files, in the order in which they depend on one another."""

from app.exchange.kinds.base import Kind
from app.exchange.kinds.engagements import ENGAGEMENTS
from app.exchange.kinds.organisations import ORGANISATIONS
from app.exchange.kinds.services import SERVICES
from app.exchange.kinds.supplies import SUPPLIES
from app.exchange.kinds.uses import USES

KINDS: dict[str, Kind] = {kind.key: kind for kind in (ORGANISATIONS, SERVICES, SUPPLIES, ENGAGEMENTS, USES)}

__all__ = ["KINDS", "Kind"]
