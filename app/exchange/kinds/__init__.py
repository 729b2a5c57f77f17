"""The kinds of record that come in and go out as files, in the order in which they depend on one another."""

from app.exchange.kinds.base import Kind
from app.exchange.kinds.organisations import ORGANISATIONS

KINDS: dict[str, Kind] = {kind.key: kind for kind in (ORGANISATIONS,)}

__all__ = ["KINDS", "Kind"]
