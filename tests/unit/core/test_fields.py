"""Numbers, answers and lists as people write them in forms."""

from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import Form, RadioField
from wtforms.validators import DataRequired

from app.core.fields import (
    NEGATIVE,
    NOT_WHOLE,
    TOO_LARGE,
    KnownField,
    TickedField,
    WholeField,
    YenField,
)
from app.core.forms import PickerListField, SekishoForm

A, B = UUID(int=1), UUID(int=2)
NAMES = {A: "融資", B: "預金 外貨"}


class Chosen(PickerListField):
    def named(self, name):
        return [found for found, text in NAMES.items() if text == name]

    def names_of(self, ids):
        return {found: NAMES[found] for found in NAMES if found in set(ids)}


class Example(Form):
    count = WholeField("count")
    amount = YenField("amount")
    known = KnownField("known")
    ticked = TickedField("ticked", lambda: [("b", "B"), ("a", "A"), ("c", "C")])
    chosen = Chosen("chosen")


@pytest.fixture(autouse=True)
def request_context():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


def sent(**fields):
    form = Example(
        MultiDict([(k, v) for k, vs in fields.items() for v in ([vs] if isinstance(vs, str) else vs)])
    )
    form.validate()
    return form


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("1,200,000", 1_200_000),
        ("１２，０００円", 12_000),
        ("¥500", 500),
        ("0", 0),
        ("", None),
        ("1 000", 1000),
    ],
)
def test_yen_are_read_as_they_are_written(written, means):
    form = sent(amount=written)
    assert (form.amount.data, list(form.amount.errors)) == (means, [])


@pytest.mark.parametrize("written", ["12,00", "-5", "1.5", "約百", "9" * 17, "1,2,3", "<b>"])
def test_what_is_no_whole_number_is_given_back_as_typed(written):
    form = sent(amount=written)
    assert form.amount.errors
    assert form.amount.data is None
    assert form.amount._value() == written


@pytest.mark.parametrize(
    ("written", "why"),
    [("-5", NEGATIVE), ("△１，０００", NEGATIVE), ("-¥5", NEGATIVE), ("9" * 23, TOO_LARGE), ("9" * 5000, TOO_LARGE),
     ("1" + "0" * 15 + "1", TOO_LARGE), ("--5", NOT_WHOLE), ("-", NOT_WHOLE)],
    ids=lambda text: text[:9],
)  # fmt: skip
def test_a_number_that_cannot_be_taken_says_what_is_wrong_with_it(written, why):
    assert sent(amount=written).amount.errors == [why % {"text": written[:60]}]


def test_a_count_takes_no_sign_for_yen():
    assert sent(count="100円").count.errors


def test_a_stored_number_is_shown_with_separators():
    assert Example(data={"amount": 1_200_000}).amount._value() == "1,200,000"
    assert Example(data={"amount": 0}).amount._value() == "0"


@pytest.mark.parametrize(("written", "means"), [("yes", True), ("no", False), ("", None)])
def test_an_answer_may_be_missing(written, means):
    assert sent(known=written).known.data is means


@pytest.mark.parametrize(("stored", "marked"), [(True, "yes"), (False, "no"), (None, "")])
def test_a_stored_answer_is_marked(stored, marked):
    choices = Example(data={"known": stored}).known.iter_choices()
    assert [value for value, _label, is_marked, *_rest in choices if is_marked] == [marked]


def test_ticks_have_one_order_and_only_known_keys():
    assert sent(ticked=["c", "a", "c"]).ticked.data == ["a", "c"]
    assert sent(ticked=["a", "nonsense"]).ticked.errors


@pytest.mark.parametrize(
    ("lines", "means"),
    [
        ("融資", [A]),
        (f"{B} 預金 外貨\n融資", [A, B]),
        (f"{A}\n{A} 融資\n融資", [A]),
        ("  \n\n", []),
        (f"{A} whatever was shown", [A]),
    ],
)
def test_a_line_is_a_name_or_an_id_with_a_name(lines, means):
    form = sent(chosen=lines)
    assert (form.chosen.data, list(form.chosen.errors)) == (means, [])


def test_each_line_that_means_nothing_is_told():
    form = sent(chosen=f"融資\n無い\n{UUID(int=9)} 消えた")
    assert len(form.chosen.errors) == 2
    assert "2" in form.chosen.errors[0]
    assert form.chosen._value().splitlines()[1] == "無い"


def test_too_many_lines_are_refused_before_they_are_looked_up():
    assert sent(chosen="\n".join(f"x{n}" for n in range(500))).chosen.errors == ["Choose at most 200."]


def test_a_character_that_cannot_be_stored_is_refused():
    assert sent(chosen="融\x00資").chosen.errors


def test_what_is_stored_is_shown_by_name():
    assert Example(data={"chosen": [B, A]}).chosen._value() == "融資\n預金 外貨"


class Round(SekishoForm):
    class Meta(SekishoForm.Meta):
        csrf = False

    state = RadioField(
        "state", [DataRequired("Choose the result.")], choices=[("done", "Done"), ("not", "Not")]
    )


@pytest.mark.parametrize(
    ("stored", "sent", "told"),
    [
        ("open", {}, ["Choose the result."]),
        (None, {}, ["Choose the result."]),
        ("open", {"state": "done"}, []),
        ("done", {}, []),
    ],
)
def test_a_round_button_that_nobody_pressed_asks_for_a_choice(app, stored, sent, told):
    """What stands in the record and is not among the choices is no answer."""
    with app.test_request_context(method="POST"):
        form = Round(formdata=MultiDict({"idempotency_key": "a" * 32, **sent}), data={"state": stored})
        assert form.validate() is not bool(told)
        assert form.errors.get("state", []) == told


def test_a_choice_that_is_not_offered_is_still_refused(app):
    with app.test_request_context(method="POST"):
        form = Round(formdata=MultiDict({"state": "open"}), data={"state": "done"})
        assert not form.validate()
        assert form.errors["state"] != ["Choose the result."]
