"""What nobody answers is counted, and what is relied upon instead only while it stands."""

from datetime import date, timedelta

import pytest

from app.diligence.models.distinctions import Reliance, Stance, Verdict
from app.diligence.rules.given import Given
from app.diligence.rules.refusing import Leaning, Refused, counted

ON = date(2026, 11, 21)
DAY = timedelta(days=1)
NO, YES = Given(Stance.REFUSED), Given(Stance.ANSWERED, {"is_so": "yes"})
RELIED = Leaning(Verdict.MET, Reliance.REPORT, ON)


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([], Refused(0, 0)),
        ([[(YES, Leaning())], [(None, Leaning())]], Refused(0, 0)),
        ([[(NO, Leaning())]], Refused(1, 0)),
        ([[(NO, RELIED)]], Refused(1, 1)),
        ([[(NO, Leaning(Verdict.MET))]], Refused(1, 0)),
        ([[(NO, Leaning(Verdict.NOT_MET, Reliance.SUBSTITUTE))]], Refused(1, 0)),
        ([[(NO, Leaning(Verdict.MET, Reliance.REPORT, ON - DAY))]], Refused(1, 0)),
        ([[(NO, Leaning(Verdict.MET, Reliance.REPORT, None, is_over=True))]], Refused(1, 0)),
        ([[(NO, RELIED), (YES, Leaning())]], Refused(1, 1)),
        ([[(NO, RELIED), (NO, Leaning())]], Refused(1, 0)),
    ],
)
def test_each_refusal_has_to_be_confirmed_by_something_that_stands(questions, found):
    assert counted(questions, ON) == found
