"""Why a score that is reckoned now may move, and why another one stands elsewhere."""

import pytest
from flask_babel import force_locale

from app.diligence.models import AssessmentState as State
from app.diligence.sheets.coverage import provisional


@pytest.mark.parametrize(
    ("state", "score", "kept", "reviewed", "heads"),
    [
        (State.ANSWERING, "40.0", "", (0, 5), ["暫定：回答の受付中", "概要と一覧の評点は"]),
        (
            State.ANSWERING,
            "40.0",
            "60.0",
            (0, 5),
            ["暫定：回答の受付中", "概要と一覧には、前回計算した評点（60.0）"],
        ),
        (State.REVIEWING, "40.0", "40.0", (3, 5), ["暫定：判定前の質問が2問"]),
        (State.REVIEWING, "40.0", "40.0", (5, 5), ["暫定：まだ結論"]),
        (State.CONFIRMING, "40.0", "40.0", (5, 5), ["暫定：まだ結論"]),
        (State.CONCLUDED, "40.0", "40.0", (3, 5), []),
        (State.CONCLUDED, "40.0", "45.0", (5, 5), ["概要と一覧には、前回計算した評点（45.0）"]),
        (State.CONCLUDED, "", "", (0, 0), []),
    ],
)
def test_each_note_has_its_cause(app, state, score, kept, reviewed, heads):
    with app.test_request_context(), force_locale("ja"):
        notes = provisional(state, score, kept, reviewed)
    assert len(notes) == len(heads)
    assert all(note.startswith(head) for note, head in zip(notes, heads, strict=True))
