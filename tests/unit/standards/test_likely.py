"""Who an actor of a template may be: by name, by another name, by a service, by the place, or nobody."""

from uuid import UUID

import pytest

from app.standards.content.matrices import Actor
from app.standards.content.texts import Text
from app.standards.rules.likely import (
    PLATFORM,
    PROVIDER,
    Party,
    Places,
    Why,
    called,
    is_service,
    likely,
    names_company,
    strangers,
)
from app.standards.rules.matrices import INSTITUTION

FIXER, MICROSOFT, OTHER, UNIT = (UUID(int=number) for number in (1, 2, 3, 4))


def actor(key, ja, en):
    return Actor(key=key, title=Text(ja=ja, en=en))


ACTORS = (
    actor(INSTITUTION, "金融機関", "Institution"),
    actor(PROVIDER, "FIXER（サービスの提供者）", "FIXER (provider of the service)"),
    actor(PLATFORM, "マイクロソフト（Microsoft Azure）", "Microsoft (Microsoft Azure)"),
    actor("carrier", "回線事業者", "Carrier"),
)
# A template that says of these two what they do, not who they are.
BY_ROLE = (
    ACTORS[0],
    actor(PROVIDER, "サービスの提供者", "Provider of the service"),
    actor(PLATFORM, "基盤の提供者", "Provider of the platform"),
    ACTORS[3],
)


def party(party_id, name, *, kana="", latin="", before=(), services=()):
    return Party(party_id, called(name, kana, latin, before), tuple(called(one) for one in services))


def found(*parties, places=None, taken=(), actors=ACTORS):
    told = likely(actors, parties, Places(places or {}), taken)
    return {key: (one.why, one.party.id if one.party else None) for key, one in told.items()}


@pytest.mark.parametrize(
    ("name", "more", "why", "word"),
    [
        ("株式会社ＦＩＸＥＲ", {}, Why.NAME, ""),
        ("フィクサー株式会社", {"latin": "FIXER Inc."}, Why.OTHER_NAME, "FIXER Inc."),
        ("株式会社フィクサー", {"before": ["FIXER株式会社"]}, Why.OTHER_NAME, "FIXER株式会社"),
        ("フィクサー", {"services": ["FIXER"]}, Why.SERVICE, "FIXER"),
        ("FIXER East株式会社", {}, Why.PART, ""),
    ],
)
def test_a_name_is_found_in_every_spelling_and_says_which(name, more, why, word):
    told = likely(ACTORS, [party(FIXER, name, **more)], Places())
    assert [*told] == [PROVIDER]
    assert (told[PROVIDER].why, told[PROVIDER].word) == (why, word)


def test_what_stands_in_brackets_and_before_the_name_counts_in_both_languages():
    assert found(party(MICROSOFT, "日本マイクロソフト株式会社")) == {PLATFORM: (Why.PART, MICROSOFT)}
    assert found(party(MICROSOFT, "某社", services=["Microsoft Azure"])) == {
        PLATFORM: (Why.SERVICE, MICROSOFT)
    }


@pytest.mark.parametrize("name", ["プレFIXERズ", "IX", "回線", "サービス", "Azureの会社"])
def test_a_name_that_only_looks_like_it_is_nobody(name):
    assert found(party(OTHER, name)) == {}


def test_of_two_that_are_called_so_neither_is_proposed_unless_one_has_the_place():
    both = party(FIXER, "株式会社FIXER"), party(OTHER, "FIXER Ltd.")
    assert found(*both) == {}
    assert found(*both, places={PROVIDER: OTHER}) == {PROVIDER: (Why.PLACE, OTHER)}
    assert found(*both, party(MICROSOFT, "甲社"), places={PROVIDER: MICROSOFT}) == {}


def test_the_place_counts_where_a_role_is_named_and_never_for_who_is_another_actor():
    others = party(FIXER, "甲社"), party(MICROSOFT, "乙社")
    places = {PROVIDER: FIXER, PLATFORM: MICROSOFT}
    assert found(*others, places=places, actors=BY_ROLE) == {
        PROVIDER: (Why.PLACE, FIXER), PLATFORM: (Why.PLACE, MICROSOFT),
    }  # fmt: skip
    told = found(*others, places=places, taken={FIXER}, actors=BY_ROLE)
    assert told == {PLATFORM: (Why.PLACE, MICROSOFT)}


def test_who_is_called_by_a_name_is_nobody_else_whatever_the_place():
    others = party(OTHER, "あかつきソフトウエア株式会社"), party(FIXER, "乙社")
    places = {PROVIDER: OTHER, PLATFORM: FIXER}
    assert found(*others, places=places) == {}
    assert {*strangers(ACTORS, others)} == {PROVIDER, PLATFORM}
    assert strangers(BY_ROLE, others) == {}
    named = party(MICROSOFT, "Microsoft Corporation")
    assert {*strangers(ACTORS, [named])} == {PROVIDER}
    assert found(named, places={PROVIDER: MICROSOFT}) == {PLATFORM: (Why.NAME, MICROSOFT)}
    assert found(named, places={PLATFORM: FIXER}) == {PLATFORM: (Why.NAME, MICROSOFT)}


def test_the_institution_is_the_unit_and_never_an_organisation():
    told = likely(ACTORS, [party(OTHER, "金融機関")], Places(unit_id=UNIT))
    assert {key: (one.why, one.unit_id) for key, one in told.items()} == {INSTITUTION: (Why.OURS, UNIT)}
    assert found(party(OTHER, "金融機関")) == {}


@pytest.mark.parametrize(
    ("name", "more", "is_one"),
    [
        ("Cloud.Config　for financial services", {}, True),
        ("FIXER cloud.config for Financial Services", {}, True),
        ("クラウドコンフィグ", {"latin": "cloud.config for Financial Services"}, True),
        ("クラウドコンフィグ", {"others": ["cloud.config for Financial Services"]}, True),
        ("cloud.config", {}, False),
        ("FIXER", {}, False),
    ],
)
def test_a_service_is_known_by_its_other_names_and_behind_its_maker(name, more, is_one):
    text = Text(ja="cloud.config for Financial Services", en="cloud.config for Financial Services")
    assert is_service(text, called(name, **more), called("株式会社FIXER")) is is_one


def test_a_template_may_name_the_maker_where_the_register_does_not():
    text = Text(ja="マイクロソフト Azure", en="Microsoft Azure")
    assert is_service(text, called("Azure"), called("日本マイクロソフト", "", "Microsoft Corporation"))
    assert not is_service(text, called("Azure"), called("甲社"))


@pytest.mark.parametrize(
    ("title", "is_company"),
    [
        ("FIXER (provider of the service)", True),
        ("Microsoft (Microsoft Azure)", True),
        ("Integratech K.K.", True),
        ("Integrator or application vendor", False),
        ("Carrier", False),
        ("Cloud Providers （subcontracted）", False),
    ],
)
def test_a_title_says_who_it_is_or_what_they_do(title, is_company):
    assert names_company(Text(ja="甲", en=title)) is is_company
