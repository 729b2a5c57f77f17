"""Every kind of ledger out and in again: no difference, in either form, either language, with and without a layout."""

import itertools
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.core.asat import Moment
from app.core.db import db
from app.exchange.kinds import KINDS as ALL
from app.exchange.reading.mapping import propose
from app.exchange.services import layouts
from app.exchange.services.exporting import Form
from app.exchange.services.ledgers import Layout, columns_of
from app.identity.roles import Role
from app.register.models import (
    Access,
    Connection,
    ConsentKind,
    ConsentState,
    ExitPlan,
    Organisation,
    ServiceModel,
    Substitutability,
)
from tests.factories import chain, register
from tests.factories.engagements import branch, edited
from tests.factories.engagements import ctx_of as ctx_of_person
from tests.factories.ledgers import HOSTILE, NOW, brought_in, taken_out, told

LINES = st.sampled_from(HOSTILE)
FLAGS = st.sampled_from([None, True, False])
# Each example reads five files; a smaller one that fails, too, is not worth minutes.
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
COUNTRIES = st.lists(st.sampled_from(["JP", "US", "BQ", "CI", "KR", "SX"]), unique=True, max_size=3).map(
    sorted
)
KEYS = ["none", "public", "personal", "transaction", "special"]
CLASSES = st.lists(st.sampled_from(KEYS), unique=True, max_size=3).map(sorted)
# What is licensed comes in and never goes out.
KINDS = {key: kind for key, kind in ALL.items() if kind.goes_out}
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@st.composite
def worlds(draw):
    """Names that hurt, several of them equal, and values that other readers would take for something else."""
    names = draw(st.lists(LINES, min_size=2, max_size=4))
    service = {
        "model": draw(st.sampled_from(ServiceModel)), "countries": draw(COUNTRIES), "regions": draw(LINES),
        "description": draw(LINES), "note": draw(LINES), "ended_on": draw(DAYS),
        "kind": draw(st.sampled_from(["", "cash"])),
    }  # fmt: skip
    supply = {
        "purpose": draw(LINES), "countries": draw(COUNTRIES), "note": "一行目\n=二行目",
        "substitutability": draw(st.sampled_from(Substitutability)), "noticed_on": draw(DAYS),
    }  # fmt: skip
    engagement = {
        "title": draw(LINES), "purpose": draw(LINES), "data_classes": draw(CLASSES), "data_countries": draw(COUNTRIES),
        "has_personal_data": draw(FLAGS), "access": draw(st.sampled_from(Access)), "note": draw(LINES),
        "connection": draw(st.sampled_from(Connection)), "annual_amount": draw(st.none() | st.integers(0, 10**12)),
        "data_volume": draw(st.none() | st.integers(0, 10**9)), "started_on": draw(DAYS), "substitute": draw(LINES),
        "exit_plan": draw(st.sampled_from(ExitPlan)), "data_regions": draw(LINES), "outsourcing_reason": draw(LINES),
    }  # fmt: skip
    use = {
        "data_classes": draw(CLASSES), "countries": draw(COUNTRIES), "conditions": draw(LINES), "regions": draw(LINES),
        "consent_kind": draw(st.none() | st.sampled_from(ConsentKind)), "state": draw(st.sampled_from(ConsentState)),
        "applied_on": draw(DAYS), "expires_on": draw(DAYS), "is_unused": draw(st.booleans()),
    }  # fmt: skip
    return names, service, supply, engagement, use


def build(at, root, world):
    names, service, supply, engagement, use = world
    made = [chain.service(at, register.organisation(at, name), name, **service) for name in names]
    made.append(chain.service(at, register.organisation(at, names[0]), names[0], **service))
    for upper, lower in itertools.pairwise(made):
        edge = chain.supply(at, upper, lower, **supply)
        chain.use(at, chain.engagement(at, root, upper, **engagement), edge, **use)


@settings(deadline=None, max_examples=3, suppress_health_check=list(HealthCheck), phases=WITHOUT_SHRINKING)
@given(
    world=worlds(), form=st.sampled_from(Form), language=st.sampled_from(["ja", "en"]), clears=st.booleans()
)
def test_whatever_goes_out_comes_back_as_no_difference(ctx, at, root, world, form, language, clears):
    """What one example stored stays for the next: a ledger grows."""
    build(at, root, world)
    db.session.expire_all()
    for key, kind in KINDS.items():
        exported = taken_out(ctx, key, form, language=language)
        batch, found = brought_in(ctx, exported.content, key, is_clearing=clears)
        assert set(batch.mapping) == {field.key for field in kind.fields()}
        assert exported.count == len(found) > 0
        assert told(found) == [], key


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("key", KINDS)
def test_a_layout_with_headings_of_its_own_comes_back_without_a_mapping(ctx, at, root, key, language):
    build(at, root, (["株式会社甲", "株式会社乙"], {}, {}, {}, {}))
    fields = [field for field in KINDS[key].fields() if field.key != "id"]
    columns = [(field.key, f"第{at_}欄" if at_ % 2 else "") for at_, field in enumerate(reversed(fields))]
    made = layouts.add_layout(ctx, KINDS[key], name="様式", columns=columns, is_usual=False)
    db.session.commit()
    exported = taken_out(ctx, key, language=language, layout=Layout(made.name, made.columns))
    batch, found = brought_in(ctx, exported.content, key)
    assert set(batch.mapping) == {field.key for field in KINDS[key].fields()}
    assert told(found) == []
    assert found


@pytest.mark.parametrize("key", KINDS)
def test_the_usual_headings_are_known_and_each_only_once(ctx, key):
    for language in ("ja", "en"):
        headings = {column.field.key: column.spec.label for column in columns_of(KINDS[key], None, language)}
        assert propose(KINDS[key].fields(), headings.values()).mapped == headings


@pytest.mark.parametrize("key", KINDS)
def test_every_offered_word_is_taken_by_the_import(ctx, key):
    for language in ("ja", "en"):
        for column in columns_of(KINDS[key], None, language):
            for word in column.spec.choices:
                assert column.field.read(word) is not None


def test_the_past_of_every_ledger_goes_out_as_it_stood(ctx, at, root):
    upper = chain.service(at, register.organisation(at, "株式会社旧社名"), "旧サービス")
    lower = chain.service(at, register.organisation(at, "株式会社下請"), "下請サービス")
    edge = chain.supply(at, upper, lower, purpose="旧目的")
    engagement = chain.engagement(at, root, upper, title="旧案件")
    chain.use(at, engagement, edge, conditions="旧条件")
    then = Moment(datetime.now(UTC), date(2026, 11, 15))
    before = {key: taken_out(ctx, key, Form.CSV).content for key in KINDS}
    edited(at, engagement, title="新案件")
    register.renamed(at, db.session.get_one(Organisation, upper.organisation_id), "株式会社新社名")
    chain.engagement(at, root, lower, title="後日の案件")
    chain.supply(at, lower, upper)
    now = {key: taken_out(ctx, key, Form.CSV).content for key in KINDS}
    assert now["engagements"] != before["engagements"]
    assert {key: taken_out(ctx, key, Form.CSV, moment=then).content for key in KINDS} == before


def test_engagements_of_other_units_stay_at_home(session, ctx, at, root):
    unit, officer = branch(at, root)
    service = chain.service(at, "株式会社甲")
    chain.engagement(at, root, service, title="本部の案件")
    chain.engagement(at, unit, service, title="支店の案件")
    own = taken_out(ctx_of_person(officer, at), "engagements", Form.CSV).content.decode("utf-8-sig")
    assert "支店の案件" in own
    assert "本部の案件" not in own
    assert "本部の案件" in taken_out(ctx, "engagements", Form.CSV).content.decode("utf-8-sig")


def test_in_force_is_judged_on_the_effective_date(ctx, at, root):
    upper, lower = chain.service(at, "株式会社甲"), chain.service(at, "株式会社乙")
    chain.supply(at, upper, lower, purpose="旧契約", from_on=date(2025, 4, 1), to_on=date(2026, 3, 31))
    for on, is_there in (
        (date(2025, 3, 31), 0),
        (date(2025, 4, 1), 1),
        (date(2026, 3, 31), 1),
        (date(2026, 4, 1), 0),
    ):
        exported = taken_out(ctx, "supplies", moment=Moment(None, on), is_in_force=True)
        assert exported.count == is_there
    assert taken_out(ctx, "supplies", moment=NOW).count == 1
