"""The questionnaires in use: the list, the browser of one, a question with everything that is said of it."""

from itertools import islice

import pytest

from app.core.db import db
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories.questionnaires import delivered, published, questionnaire

MOST = 12
KEYS = ("to21", "to22", "to24", "clerical-outsourcing")
PAGES = (
    "/questionnaires",
    "/questionnaires/to24",
    "/questionnaires/to24?preview=both",
    "/questionnaires/to24/draft",
    "/questionnaires/to24/changes",
    "/questionnaires/to24/publish",
    "/questionnaires/to24/questions/24-02",
    "/questionnaires/to24/questions/24-02/reword",
    "/questionnaires/to24/questions/24-02/weigh",
    "/questionnaires/to24/questions/24-02/hide",
    "/questionnaires/to24/questions/24-02/require",
    "/questionnaires/to24/own-questions/new",
)


ground = begins_with(published)


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


def ids_on(page):
    return [row.get("id") for row in page.select("tbody tr[id]")]


def test_the_list_counts_the_questions_of_each_questionnaire(pages_as):
    page = pages_as(Role.AUDITOR).get("/questionnaires")
    rows = {row.select_one("a")["href"]: row.select("td") for row in page.select("tbody tr")}
    loaded, _catalogue = delivered()
    assert len(rows) == len(loaded) == 10
    for key, versions in loaded.items():
        questions = list(versions[-1].content.questions())
        cells = [cell.get_text(strip=True) for cell in rows[f"/questionnaires/{key}"]]
        assert cells[1:4] == [str(len(questions)), str(sum(q.levels == "strict" for q in questions)), "1"]


def test_an_address_with_odd_names_is_read_as_any_other(pages):
    page = pages.get("/questionnaires/to24?_method=POST&_anchor=x&_external=1&preview=en")
    assert page.select_one("h1").get_text(strip=True)


@pytest.mark.parametrize("url", PAGES)
def test_a_page_costs_few_statements(pages, count_queries, url):
    pages.get(url)  # the content is read once in a process
    count_queries.sent.clear()
    pages.get(url)
    assert len(count_queries) <= MOST, count_queries.sent


def test_a_question_is_found_by_the_item_it_touches(pages):
    page = pages.get("/questionnaires/to24?item=fisc/8r/運108②")
    assert "24-02" in ids_on(page)
    assert "24-01" not in ids_on(page)


@pytest.mark.parametrize(
    ("query", "takes"),
    [
        ("respondent=vendor", lambda q: q.respondent == "vendor"),
        ("scope=engagement", lambda q: q.scope == "engagement"),
        ("level=strict", lambda q: q.levels == "strict"),
        ("certainty=proposed", lambda q: q.certainty == "proposed"),
        ("critical=yes", lambda q: q.critical is not None),
        ("q=リージョン", lambda q: "リージョン" in q.text.ja),
        ("respondent=nobody", lambda _q: True),
    ],
)
def test_the_address_narrows_the_questions(pages, query, takes):
    wanted = [q.id for q in questionnaire("to24").questions() if takes(q)]
    page = pages.get(f"/questionnaires/to24?{query}")
    assert ids_on(page) == wanted
    assert wanted or page.select_one(".empty")


def test_a_filter_goes_by_its_chip_and_leaves_the_others(pages):
    page = pages.get("/questionnaires/to24?respondent=vendor&level=strict&preview=en")
    (chip, _other) = page.select(".chip a")
    assert chip["href"] == "/questionnaires/to24?level=strict&preview=en"


def test_one_language_or_both(pages):
    english, japanese = "state the service model", "サービスモデル（IaaS／PaaS／SaaS）"
    own = pages.get("/questionnaires/to24").get_text()
    assert japanese in own
    assert english not in own
    only = pages.get("/questionnaires/to24?preview=en").get_text()
    assert english in only
    assert japanese not in only
    both = pages.get("/questionnaires/to24?preview=both").get_text()
    assert english in both
    assert japanese in both


def test_the_institution_is_named_by_its_own_word(pages):
    for url in (
        "/questionnaires/to24",
        "/questionnaires/to24?preview=en",
        "/questionnaires/to21?preview=both",
    ):
        assert "{institution}" not in pages.get(url).get_text()


@pytest.mark.slow
def test_every_question_has_a_page(pages_as):
    """Every type of answer, condition and expectation that is delivered can be said, in both languages."""
    pages = pages_as(Role.AUDITOR)
    for key in delivered()[0]:
        # Words do not depend on the database: the other one shows a page of each questionnaire.
        for at, question in enumerate(islice(questionnaire(key).questions(), None if db.is_sqlite else 1)):
            url = f"/questionnaires/{key}/questions/{question.id}?preview=both"
            if at % 10 == 0:
                pages.get(url)
            answer = pages.client.get(url)
            assert answer.status_code == 200
            assert answer.text.count('class="part-preview"') == 2 * len(question.parts), url


def facts_of(page):
    return {
        row.dt.get_text(strip=True): row.dd.get_text(" ", strip=True) for row in page.select(".facts > div")
    }


def test_a_question_says_when_it_is_asked_what_it_weighs_and_what_caps_the_score(pages):
    conditional = next(q for q in questionnaire("clerical-outsourcing").questions() if q.ask_when)
    page = pages.get(f"/questionnaires/clerical-outsourcing/questions/{conditional.id}")
    assert facts_of(page)["尋ねる条件"].startswith("「jim-01")
    assert "現金輸送" in facts_of(page)["尋ねる条件"]
    critical = next(q for q in questionnaire("to21").questions() if q.critical)
    said = facts_of(pages.get(f"/questionnaires/to21/questions/{critical.id}"))
    assert "100点満点の60点" in said["最重要"]
    assert said["重み"].startswith("5段階の")


def test_a_caution_and_its_sources_are_spelt_out(pages):
    cautious = next(q for q in questionnaire("to22").questions() if q.caution)
    page = pages.get(f"/questionnaires/to22/questions/{cautious.id}")
    assert cautious.caution.ja in page.get_text()
    assert page.select_one(".page-head .tag").get_text(strip=True) == "提案"
    assert "背景知識" in facts_of(page)["出典"]


def test_touched_items_are_links(pages):
    page = pages.get("/questionnaires/to24/questions/24-02")
    links = [link["href"] for link in page.select("#about a")]
    assert "/standards/fisc/9r2/items/%E7%B5%B124" in links


def test_what_is_not_there_is_not_found(pages):
    for url in (
        "/questionnaires/to99", "/questionnaires/to24/questions/99-01", "/questionnaires/to24?version=2",
        "/questionnaires/to24/questions/24-01/add", "/questionnaires/to24/own-questions/own.none",
    ):  # fmt: skip
        pages.get(url, 404)


def test_an_auditor_reads_and_changes_nothing(pages_as):
    pages = pages_as(Role.AUDITOR)
    page = pages.get("/questionnaires/to24/questions/24-02")
    assert not page.select("a[href$='/reword']")
    pages.get("/questionnaires/to24/questions/24-02/reword", 403)
    pages.get("/questionnaires/to24/publish", 403)
