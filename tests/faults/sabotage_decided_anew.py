"""Sabotage: a consent is decided whatever stands there already, and whatever version the person had before them."""

from app.register.models import ConsentState, EngagementSupply
from app.register.rules import consents as rules
from app.register.services import consents


def install() -> None:
    def this_alone(use: EngagementSupply, version: int, with_others: bool) -> list[EngagementSupply]:
        return [use]

    def move_anyway(state: ConsentState, to: ConsentState) -> None:
        return None

    consents._all_of = this_alone
    rules.check_move = move_anyway
