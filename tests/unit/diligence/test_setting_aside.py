"""What was typed under another kind of answer is stored beside the parts and found again, and never mixed with them."""

from app.diligence.models.distinctions import Stance
from app.diligence.rules.setting_aside import BELONGS, belongs, beside_in, parts_in, together


def test_what_is_put_together_comes_apart_again():
    parts, beside = {"text": "規程がある。"}, {"reason": "非開示", "condition": ""}
    stored = together(parts, beside)
    assert parts_in(stored) == parts
    assert beside_in(stored) == {"reason": "非開示"}
    assert together(parts, {}) == parts
    assert (parts_in({}), beside_in({})) == ({}, {})


def test_each_kind_of_answer_has_its_own_fields():
    has = {stance: {name for name in BELONGS if belongs(name, stance)} for stance in Stance}
    assert has[Stance.ANSWERED] == set()
    assert has[Stance.CONDITIONAL] == {"condition"}
    assert has[Stance.NOT_APPLICABLE] == {"reason"}
    assert has[Stance.REFUSED] == {*BELONGS} - {"condition"}
    assert all(belongs("comment", stance) for stance in Stance)
