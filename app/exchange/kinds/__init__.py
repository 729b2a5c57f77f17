"""The kinds of record that come in and go out as files, in the order in which they depend on one another."""

from app.exchange.kinds.base import Kind
from app.exchange.kinds.engagements import ENGAGEMENTS
from app.exchange.kinds.organisations import ORGANISATIONS
from app.exchange.kinds.services import SERVICES
from app.exchange.kinds.supplies import SUPPLIES
from app.exchange.kinds.uses import USES
from app.exchange.kinds.wordings import WORDINGS

_ALL = (ORGANISATIONS, SERVICES, SUPPLIES, ENGAGEMENTS, USES, WORDINGS)
KINDS: dict[str, Kind] = {kind.key: kind for kind in _ALL}

__all__ = ["KINDS", "Kind"]
