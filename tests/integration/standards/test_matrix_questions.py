"""質問の割当て: which questions of which questionnaire can be put to whom, by what they are about."""

import csv
import io

import pytest
from sqlalchemy import select

from app.core.db import db
from app.identity.roles import Role
from app.register.models import Organisation
from app.standards.models import Ruling
from app.standards.queries import matrices as queries
from app.standards.rules.matrices import Side
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from tests.conftest import begins_with
from tests.factories import matrices as make
from tests.factories.standards import published as everything
from tests.pages import words

ground = begins_with(everything)

CLOUD = "r06"  # 統24, which the source says the institution, FIXER and Microsoft do
ACTORS = ("institution", "provider", "platform", "integrator", "carrier")


@pytest.fixture
def here(engagement):
    return f"/engagements/{engagement.id}/responsibility/{make.KEY}"


def entered(ctx, matrix):
    db.session.expire_all()
    return queries.entered(ctx, matrix)


def nobody_does(ctx, engagement, matrix, row, actors):
    for actor in actors:
        said = {side: Ruling.NO if side == Side.DOES else None for side in Side}
        services.rule(
            ctx, engagement, entered(ctx, matrix), (row, actor), said, "契約第5条", version=matrix.version
        )
    db.session.commit()


def counts(page):
    """Questionnaire → all its questions, then those for each column."""
    rows = page.select(".askings tbody tr")
    return {
        row.select_one("a")["href"].rpartition("/")[2]: [int(words(cell)) for cell in row.select("td")]
        for row in rows
    }


def listed(page):
    return list(page.select("table.editions[data-list] tbody tr"))


def exported(pages, here, query=""):
    file = pages.get(f"{here}/questions/export{query}").data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(file)))


def test_what_is_ours_stays_with_us_and_the_rest_goes_to_who_does_it(pages_as, here, matrix):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{here}/questions")
    # 統24 has four questions for us; the others go to FIXER and Microsoft, and never to us.
    assert counts(page)["to24"] == [20, 4, 16, 16, 0, 0, 0, 0, 0]
    assert counts(page)["intake"] == [14, 14, 0, 0, 0, 0, 0, 0, 0]
    told = {(words(row.select("td")[0]), "金融機関" in words(row.select("td")[-1])) for row in listed(page)}
    assert told == {("自社が回答", True), ("委託先が回答", False)}
    ours = pages.get(f"{here}/questions?respondent=institution")
    assert {words(row.select("td")[-1]) for row in listed(ours)} == {"金融機関"}
    assert counts(ours)["to24"] == [4, 4, 0, 0, 0, 0, 0, 0, 0]
    assert "回答者：自社が回答" in words(ours.select_one(".chips"))
    lines = exported(pages, here)
    assert {(line["回答者"], "金融機関" in line["主体"]) for line in lines} == told
    assert len(exported(pages, here, "?respondent=institution")) == len(listed(ours))


def test_what_only_we_do_is_asked_of_no_vendor_and_what_nobody_does_neither(
    pages_as, here, engagement, matrix, ctx
):
    pages = pages_as(Role.OFFICER)
    nobody_does(ctx, engagement, matrix, CLOUD, ACTORS[1:])
    page = pages.get(f"{here}/questions")
    # Three are about what FIXER does elsewhere, too.
    assert counts(page)["to24"] == [20, 4, 3, 0, 0, 0, 0, 13, 0]
    assert [words(head) for head in page.select(".askings thead th")][-2:] == [
        "自社だけが実施（委託先には尋ねない）", "実施する主体なし",
    ]  # fmt: skip
    ours = pages.get(f"{here}/questions?actor=ours&questionnaire=to24")
    assert {words(row.select("td")[-1]) for row in listed(ours)} == {"自社だけが実施（委託先には尋ねない）"}
    assert counts(ours) == {"to24": [20, 4, 3, 0, 0, 0, 0, 13, 0]}
    lines = exported(pages, here, "?actor=ours&questionnaire=to24")
    assert [line["主体"] for line in lines] == ["自社だけが実施（委託先には尋ねない）"] * 13
    nobody_does(ctx, engagement, matrix, CLOUD, ACTORS[:1])
    assert counts(pages.get(f"{here}/questions"))["to24"] == [20, 4, 3, 0, 0, 0, 0, 0, 13]


def test_one_questionnaire_is_looked_at_alone_and_says_what_hangs_on_a_condition(pages_as, here, matrix):
    pages = pages_as(Role.OFFICER)
    query = "?questionnaire=clerical-outsourcing"
    page = pages.get(f"{here}/questions{query}")
    assert counts(page) == {"clerical-outsourcing": [31, 1, 30, 0, 0, 0, 0, 0, 0]}
    assert "うち尋ねる条件あり25問" in words(page.select_one(".askings tbody th"))
    assert "質問票：事務委託の確認" in words(page.select_one(".chips"))
    assert "どの質問票を使うかを決めるものではありません" in words(page.select_one("main"))
    said = {words(row.select_one("a")): words(row.select("td")[2]) for row in listed(page)}
    assert (len(said), said["jim-01"]) == (31, "")
    assert "現金輸送" in said["jim-11"]
    assert sum(bool(one) for one in said.values()) == 25
    lines = {line["質問"]: line["尋ねる条件"] for line in exported(pages, here, query)}
    assert lines == {key: one or "常に尋ねます" for key, one in said.items()}
    whole = pages.get(f"{here}/questions")
    assert len(counts(whole)) > 5
    assert "条件あり" not in words(whole.select_one('.askings a[href$="/to24"]').parent)


def test_a_row_leads_to_its_questions_and_they_can_be_narrowed_further(pages_as, here, matrix):
    pages = pages_as(Role.OFFICER)
    link = pages.get(f"{here}/rows/{CLOUD}").select_one("#questions a")
    assert link["href"] == f"{here}/questions?row={CLOUD}"
    page = pages.get(link["href"])
    assert words(link) == f"質問{len(listed(page))}問"
    assert counts(page)["to24"][0] == 20
    assert "to22" not in counts(page)
    assert words(page.select_one(".chip-label")) == "行：表2 (2) 統24"
    removed = page.select_one(".chip a")["href"]
    assert removed == f"{here}/questions"
    whole = pages.get(removed)
    assert len(listed(whole)) > len(listed(page))
    narrowed = pages.get(f"{link['href']}&respondent=vendor&level=strict&actor=provider")
    assert 0 < len(listed(narrowed)) < len(listed(page))
    assert {words(row.select("td")[1]) for row in listed(narrowed)} == {"厳格のみ"}
    assert len(exported(pages, here, f"?row={CLOUD}")) == len(listed(page))
    unknown = pages.get(f"{here}/questions?row=other&questionnaire=to24")
    assert counts(unknown)["to24"] == counts(whole)["to24"]
    # r11 is about items that no questionnaire touches.
    empty = pages.get(f"{here}/questions?row=r11")
    assert "条件に該当する質問がありません" in words(empty.select_one("main"))
    assert not empty.select(".askings")
    assert not pages.get(f"{here}/rows/r11").select("#questions a")


def test_the_questions_for_an_actor_are_listed_and_leave_with_the_export(
    pages_as, here, engagement, matrix, ctx
):
    fixer = db.session.scalars(select(Organisation).where(Organisation.name == "株式会社FIXER")).one()
    services.bind(ctx, engagement, entered(ctx, matrix), {"provider": Who(fixer.id)}, version=matrix.version)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"{here}/questions?actor=provider&level=strict")
    assert words(page.select(".askings thead th")[3]).endswith("株式会社FIXER 階層1")
    found = listed(page)
    assert found
    for line in found:
        assert "FIXER（サービスの提供者）" in words(line.select("td")[-1])
        assert words(line.select("td")[1]) == "厳格のみ"
    assert page.select_one('#to24 a[href^="/questionnaires/to24/questions/"]')
    assert "管理区分が決まっていない" in words(page.select_one(".lead-in"))
    assert len(exported(pages, here, "?actor=provider&level=strict")) == len(found)
    page = pages.get(f"{here}/questions?actor=carrier")
    assert "該当する質問がありません" in words(page.select_one("main"))


def test_who_can_be_asked_stands_with_the_level_in_the_chain(
    pages_as, here, engagement, matrix, root, ctx, count_queries
):
    ids = {one.name: one.id for one in db.session.scalars(select(Organisation))}
    whos = {
        "institution": Who(unit_id=root.id),
        "provider": Who(ids["株式会社FIXER"]),
        "platform": Who(ids["Microsoft Corporation"]),
    }
    services.bind(ctx, engagement, entered(ctx, matrix), whos, version=matrix.version)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    for path in ("/questions", f"/rows/{CLOUD}"):
        pages.get(f"{here}{path}")
        count_queries.sent.clear()
        pages.get(f"{here}{path}")
        assert len(count_queries) <= 12, count_queries.sent
    heads = [words(head) for head in pages.get(f"{here}/questions").select(".askings thead th")]
    assert heads[2].endswith(root.name)
    assert heads[3].endswith("株式会社FIXER 階層1")
    assert heads[4].endswith("Microsoft Corporation 階層2")
    first = exported(pages, here, "?actor=platform")[0]
    assert first["主体"].split("、")[-1].endswith("(Microsoft Corporation · 階層2)")


def test_the_depth_of_the_tier_is_said(pages_as, here, engagement, matrix):
    pages = pages_as(Role.OFFICER)
    for tier, said in (("simple", "「厳格のみ」の質問は対象外"), ("strict", "すべての質問が対象")):
        engagement.tier = tier
        db.session.commit()
        assert said in words(pages.get(f"{here}/questions").select_one(".lead-in"))
