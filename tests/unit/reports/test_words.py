"""The drawing's own words: every sign that can stand in it is explained."""

from flask import Flask
from flask_babel import Babel

from app.reports.diagram import Kind, State
from app.reports.words import chain_captions


def test_a_chain_is_headed_by_its_levels_and_every_sign_has_its_word():
    app = Flask(__name__)
    Babel(app, default_locale="en")
    with app.test_request_context():
        captions = chain_captions(2)
        assert chain_captions(0).levels == ()
    assert captions.levels == ("Ourselves", "Level 1", "Level 2")
    assert set(captions.kinds) == set(Kind)
    assert set(captions.states) == set(State)
    assert captions.back
    assert len({*captions.kinds.values()}) == len(Kind)
    assert len({*captions.states.values()}) == len(State)
