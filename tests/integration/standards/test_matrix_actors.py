"""Actors proposed when a matrix is started, and the template known by other names of a service."""

from dataclasses import replace

from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation, ServiceModel
from app.register.services import merging
from app.standards.content.texts import Text
from app.standards.models import ActorBinding
from app.standards.queries import likely
from app.standards.queries import matrices as queries
from app.standards.rules.likely import Why
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from tests.conftest import begins_with
from tests.factories import chain, identity, register
from tests.factories import matrices as make
from tests.pages import words

SERVICE = "cloud.config for Financial Services"


ground = begins_with(make.published)


def tab(engagement):
    return f"/engagements/{engagement.id}/responsibility"


def shown(page):
    """Actor → what is chosen for it and what is said of it."""
    told = {}
    for field in page.select("#form .field"):
        listed = field.select_one('select[name^="who_"]')
        if listed is not None:
            chosen, hint = listed.select_one("option[selected]"), field.select_one(".hint")
            is_named = chosen is not None and chosen["value"]
            told[listed["name"].removeprefix("who_")] = (
                words(chosen) if is_named else "",
                words(hint) if hint else "",
            )
    return told


def changed(at, row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    audit.record(identity.context(at), identity.Made.FOR_TEST, row)
    db.session.commit()


def hint_of(pages, engagement):
    return words(pages.get(tab(engagement)).select_one("#start"))


def test_who_the_actors_are_is_proposed_and_stored_only_when_saved(pages_as, template, at, root):
    engagement = make.engagement(at, root)
    pages = pages_as(Role.OFFICER)
    page = pages.follow(pages.submit(tab(engagement), "この責任分界表を作成"))
    told = shown(page)
    assert told["institution"][0] == root.name
    assert told["institution"][1] == f"候補 {root.name}：この案件の部署が属する金融機関です。"
    assert told["provider"] == (
        "株式会社FIXER", "候補 株式会社FIXER：名前が一致します。契約先として登録されています。",
    )  # fmt: skip
    assert told["platform"][0] == "Microsoft Corporation"
    assert "「Azure」の提供者として登録されています" in told["platform"][1]
    assert told["integrator"] == told["carrier"] == ("", "")
    assert "3件の主体に候補を選んであります" in words(page)
    assert "まず主体を指定し、次に条件に回答してください" in words(page)
    assert db.session.scalars(select(ActorBinding)).all() == []

    sent = pages.submit(
        f"{tab(engagement)}/{make.KEY}/actors", "主体を保存", who_institution="absent", who_platform=""
    )
    page = pages.follow(sent)  # a condition waits for an answer
    assert words(page.select_one("h1")) == "条件に回答する"
    assert "主体を保存しました。次に、条件に回答してください。" in words(page)
    (row,) = db.session.scalars(select(ActorBinding).where(ActorBinding.organisation_id.is_not(None)))
    fixer = db.session.scalars(select(Organisation).where(Organisation.name == "株式会社FIXER")).one()
    assert (row.actor, row.organisation_id) == ("provider", fixer.id)
    told = shown(pages.get(f"{tab(engagement)}/{make.KEY}/actors"))
    assert told["platform"][0] == ""  # it was left open by somebody, and stays so
    assert told["platform"][1].startswith("候補 Microsoft Corporation：")
    assert told["provider"][1] == told["institution"][1] == ""


def test_where_every_condition_is_answered_the_actors_lead_back_to_the_matrix(
    template, at, root, pages_as, ctx
):
    engagement = make.engagement(at, root)
    matrix = make.started(at, engagement, ctx)
    entered = queries.entered(ctx, matrix)
    given = {one.key: (one.options[0].key, "契約") for one in entered.content.conditions}
    services.answer(ctx, engagement, entered, given, version=matrix.version)
    db.session.commit()
    sent = pages_as(Role.OFFICER).submit(f"{tab(engagement)}/{make.KEY}/actors", "主体を保存")
    assert sent.location == f"{tab(engagement)}/{make.KEY}"


def test_an_own_group_company_is_the_institution_of_its_units(template, at, root, ctx_of, pages_as):
    company = identity.unit(at, "c1", "つばめカード", root)
    changed(at, company, organisation_id=register.organisation(at, "つばめカード株式会社").id)
    below = identity.unit(at, "c2", "審査課", company)
    engagement = make.engagement(at, below)
    make.started(at, engagement, ctx_of(Role.OFFICER))
    told = shown(pages_as(Role.OFFICER).get(f"{tab(engagement)}/{make.KEY}/actors"))
    assert told["institution"][0] == "つばめカード"


def by_role(entered):
    """As by a template that says of the provider and the platform what they do, not who they are."""
    roles = {"provider": "Provider of the service", "platform": "Provider of the platform"}
    actors = tuple(
        one.model_copy(update={"title": Text(ja="提供者", en=roles[one.key])}) if one.key in roles else one
        for one in entered.content.actors
    )
    return replace(entered, content=entered.content.model_copy(update={"actors": actors}))


def test_the_place_in_the_chain_is_proposed_for_a_role_and_for_no_company(template, at, root, pages_as, ctx):
    maker, base = register.organisation(at, "甲社"), register.organisation(at, "乙社")
    top = chain.service(at, maker, "審査基盤")
    chain.line(at, top, chain.service(at, base, "置き場", model=ServiceModel.IAAS))
    chain.line(at, top, chain.service(at, "丙社", "見張り", model=ServiceModel.MANAGED))
    engagement = chain.engagement(at, root, top)
    matrix = make.started(at, engagement, ctx)

    def who():
        entered = by_role(queries.entered(ctx, matrix))
        found = likely.proposals(engagement, entered, queries.around(ctx, engagement)).found
        return {key: (one.why, one.party.called.name) for key, one in found.items() if one.party}

    assert who() == {"provider": (Why.PLACE, "甲社"), "platform": (Why.PLACE, "乙社")}
    chain.line(at, top, chain.service(at, "丁社", "別の置き場", model=ServiceModel.PAAS))
    assert who() == {"provider": (Why.PLACE, "甲社")}
    told = shown(pages_as(Role.OFFICER).get(f"{tab(engagement)}/{make.KEY}/actors"))
    assert told["provider"] == ("", "サプライチェーンに「FIXER」という名前の組織はありません。")
    assert told["platform"] == ("", "サプライチェーンに「マイクロソフト」という名前の組織はありません。")
    assert told["integrator"] == told["carrier"] == ("", "")


def test_the_contract_with_somebody_else_leaves_the_place_of_the_provider_open(template, at, root, ctx):
    top = chain.service(at, "甲社", "審査基盤")
    engagement = chain.engagement(at, root, top, vendor_id=register.organisation(at, "商社").id)
    entered = by_role(queries.entered(ctx, make.started(at, engagement, ctx)))
    proposals = likely.proposals(engagement, entered, queries.around(ctx, engagement))
    assert "institution" in proposals.found
    assert "provider" not in proposals.found


def test_other_names_that_the_register_knows_bring_template_and_actor(
    template, at, root, pages_as, ctx_of, ctx
):
    """Renamed, merged, written in another script, or with the maker before it."""
    maker = register.organisation(at, "株式会社FIXER")
    top = chain.service(at, maker, "クラウド基盤")
    engagement = chain.engagement(at, root, top)
    pages = pages_as(Role.OFFICER)
    assert "サプライチェーンに見当たりません" in hint_of(pages, engagement)
    for name in (f"FIXER {SERVICE}", f"ＦＩＸＥＲ　{SERVICE.upper()}（新）"):
        other = chain.engagement(at, root, chain.service(at, maker, name))
        assert ("この案件のサービス用" in hint_of(pages, other)) is not name.endswith("（新）")
    latin = chain.service(at, maker, "クラウドコンフィグ", name_latin=SERVICE)
    assert "この案件のサービス用" in hint_of(pages, chain.engagement(at, root, latin))

    changed(at, top, name=SERVICE)
    changed(at, top, name="クラウド基盤")
    assert "この案件のサービス用" in hint_of(pages, engagement)
    winner = register.organisation(at, "株式会社ミライ")
    merging.merge_organisations(ctx_of(Role.VENDOR_MANAGER), maker, winner, taken=(), reason="同じ会社")
    db.session.commit()
    make.started(at, engagement, ctx)
    told = shown(pages.get(f"{tab(engagement)}/{make.KEY}/actors"))
    assert told["provider"][0] == "株式会社ミライ"
    assert "別名または以前の名前（株式会社FIXER）が一致します。" in told["provider"][1]


def test_an_actor_who_is_one_already_is_nobody_else(template, at, root, ctx):
    top = chain.service(at, "甲社", "審査基盤")
    engagement = chain.engagement(at, root, top)
    matrix = make.started(at, engagement, ctx)
    party = db.session.scalars(select(Organisation).where(Organisation.name == "甲社")).one()
    around = queries.around(ctx, engagement)
    entered = by_role(queries.entered(ctx, matrix))
    assert "provider" in likely.proposals(engagement, entered, around).found
    services.bind(ctx, engagement, entered, {"carrier": Who(party.id)}, version=matrix.version)
    db.session.commit()
    entered = by_role(queries.entered(ctx, matrix))
    assert "provider" not in likely.proposals(engagement, entered, around).found


def test_the_forms_of_actors_cost_few_statements(template, at, root, pages_as, ctx, count_queries):
    engagement = make.engagement(at, root)
    pages = pages_as(Role.OFFICER)
    for path in (tab(engagement), f"{tab(engagement)}/{make.KEY}/actors"):
        if path.endswith("actors"):
            make.started(at, engagement, ctx)
        pages.get(path)
        count_queries.sent.clear()
        pages.get(path)
        assert len(count_queries) <= 14, count_queries.sent
