"""The ways of a version: written, published for good, withdrawn with a reason."""

from app.references.models import VersionState

TRANSITIONS: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.PUBLISHED, VersionState.WITHDRAWN}),
    VersionState.PUBLISHED: frozenset({VersionState.WITHDRAWN}),
    VersionState.WITHDRAWN: frozenset(),
}

# A draft has no number of its own yet: two who write at once, us and the provider's people, do not see each
# other's, and neither may take the number the other will get.
OUR_DRAFT, THEIR_DRAFT = 0, -1


def may_move(state: VersionState, target: VersionState) -> bool:
    return target in TRANSITIONS[state]


def draft_number(is_theirs: bool) -> int:
    return THEIR_DRAFT if is_theirs else OUR_DRAFT
