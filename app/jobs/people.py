"""Days that matter to people's rights: a hand-over that is due, a role or a stand-in that is over."""

from app.core.context import Context
from app.identity import services
from app.identity.services.lapsing import end_lapsed


def hand_over(ctx: Context) -> str:
    return str(services.run_due_hand_overs(ctx))


def end_lapsed_rights(ctx: Context) -> str:
    return str(end_lapsed(ctx))
