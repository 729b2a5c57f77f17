"""期限延長の申請: how long a wish stands."""

from datetime import UTC, datetime, timedelta

import pytest

from app.diligence.models import AssignmentState
from app.diligence.rules.applying import End, end_of

ASKED = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
BEFORE, AFTER = ASKED - timedelta(days=1), ASKED + timedelta(days=1)


@pytest.mark.parametrize(
    ("state", "submitted_at", "end"),
    [
        (AssignmentState.SENT, None, None),
        (AssignmentState.ANSWERING, None, None),
        (AssignmentState.OWN_APPROVAL, None, None),
        (AssignmentState.SUBMITTED, AFTER, End.SUBMITTED),
        (AssignmentState.CLOSED, None, End.CLOSED),
        (AssignmentState.CLOSED, AFTER, End.CLOSED),
        # Returned after it: the submission has ended it. Wished while returned: it stands.
        (AssignmentState.RETURNED, AFTER, End.SUBMITTED),
        (AssignmentState.RETURNED, BEFORE, None),
        (AssignmentState.OWN_APPROVAL, BEFORE, None),
    ],
)
def test_it_ends_with_the_submission_after_it_or_with_the_request(state, submitted_at, end):
    assert end_of(ASKED, state, submitted_at) == end
