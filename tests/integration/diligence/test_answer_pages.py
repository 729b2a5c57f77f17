"""The respondent's page: all questions, one question, an answer saved by button and by script, who may see it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.db import db
from app.diligence.events import DiligenceAct
from app.diligence.models import Answer, AssignmentState, Message, QuestionPaper, Stance
from app.diligence.queries import answers as queries
from app.diligence.queries import assessments, desks
from app.diligence.rules import papers
from app.diligence.services import answering
from app.diligence.services.answering import Facts
from app.identity.roles import Role
from app.standards.content.parts import PART_TYPES
from app.work.models import Task
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import identity as make_identity
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24", "to20", "to21", "intake"))
JSON = {"Accept": "application/json"}


@pytest.fixture
def sent(ctx, engagement):
    return make.sent(ctx, engagement)


@pytest.fixture
def ours(sent):
    return assessments.assignments_of(sent)[0]


@pytest.fixture
def theirs(sent):
    return assessments.assignments_of(sent)[1]


@pytest.fixture
def fixers(session, at, root, theirs):
    """A person of the vendor that is asked."""
    person = make_identity.user(
        at, "portal@fixer.example", "委託先 花子", organisation_id=theirs.organisation_id
    )
    make_identity.grant(at, person, Role.VENDOR, root)
    db.session.commit()
    return person


def here(part, ref=""):
    return f"/requests/{part.id}" + (f"/questions/{ref}" if ref else "")


def first_of(part, *types, where=lambda question: True):
    """The first question asked now that has parts of these types."""
    desk = desks.desk_of(part)
    return next(
        one for one in desk.questions if set(types) <= {each.type for each in one.parts} and where(one)
    )


def fields_of(question):
    """What a browser sends for an answer that fits."""
    sent = {"stance": "answered"}
    for key, value in make.answer_of(question).parts.items():
        if value and isinstance(value, list) and isinstance(value[0], dict):
            sent |= {f"p-{key}-1-{column}": cell for column, cell in value[0].items()}
        else:
            sent[f"p-{key}"] = value
    return sent


def by_script(pages, url, **sent):
    """As the script sends it, with the token of the page."""
    token = pages.get(url).select_one("meta[name='csrf-token']")["content"]
    return pages.client.post(url, data={**sent, "csrf_token": token}, headers=JSON)


def test_the_list_says_how_each_question_stands(ours, ctx, pages_as, at):
    first, second, third = desks.desk_of(ours).questions[:3]
    answering.save(ctx, ours, first.id, make.answer_of(first), version=None)
    answering.save(ctx, ours, second.id, Facts(Stance.ANSWERED, {}), version=None)
    carried = answering.save(ctx, ours, third.id, make.answer_of(third), version=None)
    carried.carried_from_id, carried.is_attested_anew = carried.id, False
    audit.record(ctx, DiligenceAct.ANSWER_SAVED, carried)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    page = pages.get(here(ours))
    numbers = [words(one) for one in page.select(".answer-lines .answer-number")]
    assert numbers == [one.id for one in desks.desk_of(ours).questions]
    marks = [words(one) for one in page.select(".answer-standing")]
    assert marks[:4] == ["回答済み", "途中", "前回の回答（要確認）", "未回答"]
    assert words(page.select_one("[data-progress]")) == f"{len(marks)}問中1問"
    assert page.select_one(".actions .btn-primary")["href"] == here(ours, second.id)
    narrow = pages.get(here(ours) + "?show=open")
    assert [words(one) for one in narrow.select(".answer-standing")] == marks[1:]
    inquired(ctx, ours, first.id, "根拠の資料を教えてください。")
    assert words(pages.get(here(ours)).select_one(".answer-standing")) == "照会あり"
    assert "根拠の資料を教えてください。" in words(pages.get(here(ours, first.id)))
    pages.submit(here(ours, first.id), form="#answer", comment="別紙1")
    assert words(pages.get(here(ours)).select_one(".answer-standing")) == "回答済み"


def inquired(ctx, part, ref, text):
    row = Message(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
        question=ref, text=text, is_ours=True, written_at=ctx.at + timedelta(milliseconds=1),
    )  # fmt: skip
    db.session.add(row)
    audit.record(ctx, DiligenceAct.ANSWER_SAVED, row)
    db.session.commit()


def test_each_question_is_a_page_with_its_controls(theirs, pages_of, fixers):
    pages = pages_of(fixers)
    for question in desks.desk_of(theirs).questions[::2]:
        page = pages.get(here(theirs, question.id))
        for part in question.parts:
            found = page.select(f"[name^='p-{part.key}']") or page.select(f"#p-{part.key} a")
            assert found, (question.id, part.key)


def one_of_each_type():
    """As few questions as have all types of parts among them, file parts aside."""
    left, found = set(PART_TYPES) - {"file"}, []
    everything = [one for key in ("to20", "to24", "to21", "intake") for one in make.content(key).questions()]
    while left:
        most = max(everything, key=lambda one: len(left & {part.type for part in one.parts}))
        found.append(most)
        left -= {part.type for part in most.parts}
    return found


def test_every_type_of_part_is_filled_in_and_stands_there_again(ours, ctx, pages_as):
    asked, of = one_of_each_type(), make.version("to20").id
    paper = papers.paper_of(make.content("to20"))
    section = paper.sections[0].model_copy(update={"questions": tuple(asked)})
    text = papers.written(paper.model_copy(update={"sections": (section,)}))
    db.session.add(QuestionPaper(content_id=of, content=text))
    ours.content_id, ours.questions, ours.conditions = of, [one.id for one in asked], {}
    audit.record(ctx, DiligenceAct.ANSWER_SAVED, ours)
    db.session.commit()
    pages = pages_as(Role.OFFICER)
    for question in asked:
        pages.submit(here(ours, question.id), form="#answer", fields=fields_of(question))
        # Sent once more as it came back, nothing is different.
        pages.submit(here(ours, question.id), form="#answer")
        db.session.expire_all()
        row = queries.answers_of(ours)[question.id]
        assert (row.version, row.parts) == (1, dict(make.answer_of(question).parts))


def test_the_button_saves_and_goes_on(theirs, pages_of, fixers):
    pages = pages_of(fixers)
    first, second = desks.desk_of(theirs).questions[:2]
    gone = pages.submit(here(theirs, first.id), form="#answer", fields=fields_of(first))
    assert gone.headers["Location"] == here(theirs, second.id)
    row = db.session.scalars(select(Answer)).one()
    assert (row.stance, row.parts, row.answered_by_id) == (
        Stance.ANSWERED, dict(make.answer_of(first).parts), fixers.id,
    )  # fmt: skip
    # Nothing was changed: nothing is stored anew.
    pages.submit(here(theirs, first.id), form="#answer")
    db.session.expire_all()
    assert row.version == 1
    last = desks.desk_of(theirs).questions[-1]
    assert pages.submit(here(theirs, last.id), form="#answer").headers["Location"] == here(theirs)


def test_what_is_wrong_is_shown_and_the_rest_is_kept(theirs, pages_of, fixers):
    question = first_of(theirs, "number", "single")
    number = next(part.key for part in question.parts if part.type == "number")
    pages = pages_of(fixers)
    sent = fields_of(question)
    page = pages.submit(
        here(theirs, question.id), status=422, form="#answer", fields={**sent, f"p-{number}": "たくさん"}
    )
    assert page.select_one(f".error-summary a[href='#p-{number}']")
    control = page.select_one(f"#p-{number}")
    assert (control["value"], control["aria-invalid"]) == ("たくさん", "true")
    assert "「たくさん」は数値ではありません" in words(page.select_one(f"#p-{number}-faults"))
    db.session.expire_all()
    row = db.session.scalars(select(Answer)).one()
    kept = {key: value for key, value in make.answer_of(question).parts.items() if key != number}
    assert row.parts == kept
    # What came back can be corrected and sent at once: it bears the version that was stored.
    assert page.select_one("#answer [name=version]")["value"] == str(row.version)


def test_a_table_grows_and_shrinks_without_a_script(theirs, pages_of, fixers):
    question = first_of(theirs, "table")
    part = next(one for one in question.parts if one.type == "table")
    sent, url = fields_of(question), here(theirs, question.id)
    pages = pages_of(fixers)
    gone = pages.submit(url, "行を追加", form="#answer", fields=sent)
    assert gone.headers["Location"] == f"{url}?more={part.key}#p-{part.key}"
    page = pages.get(f"{url}?more={part.key}")
    rows = page.select(f"[data-rows='p-{part.key}'] tr")
    assert len(rows) == 3
    assert len(pages.get(url).select(f"[data-rows='p-{part.key}'] tr")) == 2
    token = page.select_one("#answer [name=csrf_token]")["value"]
    dropped = {**sent, "drop": f"{part.key}-1", "version": "1", "csrf_token": token}
    gone = pages.post(url, fields=dropped)
    assert gone.headers["Location"] == f"{url}#p-{part.key}"
    db.session.expire_all()
    assert part.key not in db.session.scalars(select(Answer)).one().parts


@pytest.mark.parametrize("who", ["ours", "theirs"])
def test_a_save_by_script_is_small(who, request, sent, pages_as, pages_of, fixers, count_queries):
    part = request.getfixturevalue(who)
    pages = pages_as(Role.OFFICER) if who == "ours" else pages_of(fixers)
    question = first_of(part, "yes_no")
    wrong_part = next(one.key for one in question.parts if one.type == "yes_no")
    url = here(part, question.id)
    token = pages.get(url).select_one("meta[name='csrf-token']")["content"]
    fields = {**fields_of(question), "version": "", "csrf_token": token}
    count_queries.sent.clear()
    told = pages.client.post(url, data=fields, headers=JSON).json
    assert len(count_queries) <= 14, count_queries.sent
    assert (told["version"], told["standing"], told["tone"], told["faults"]) == (1, "回答済み", "good", [])
    assert told["progress"].endswith("問中1問")
    db.session.expire_all()
    assert part.state == AssignmentState.ANSWERING
    wrong = {**fields, "version": "1", f"p-{wrong_part}": "perhaps"}
    told = pages.client.post(url, data=wrong, headers=JSON).json
    assert (told["standing"], [one["id"] for one in told["faults"]]) == ("途中", [f"p-{wrong_part}"])
    # The same once more, as after an answer that was lost on its way.
    again = pages.client.post(url, data={**wrong, "version": "1"}, headers=JSON)
    assert (again.status_code, again.json["version"]) == (200, 2)


def test_who_is_second_sees_both_answers(ours, ctx, pages_as):
    question = first_of(ours, "text")
    pages, url = pages_as(Role.OFFICER), here(ours, question.id)
    mine = {"stance": "refused", "reason": "規程により開示しません。", "version": ""}
    answering.save(
        ctx, ours, question.id, Facts(Stance.NOT_APPLICABLE, reason="自行で運用していません。"), version=None
    )
    db.session.commit()
    answer = by_script(pages, url, **mine)
    assert answer.status_code == 409
    assert "自行で運用していません。" in str(answer.json["theirs"])
    assert answer.json["version"] == 1
    token = pages.get(url).select_one("#answer [name=csrf_token]")["value"]
    page = pages.post(url, status=409, csrf_token=token, **mine)
    assert "自行で運用していません。" in words(page.select_one(".conflict"))
    assert "規程により開示しません。" in words(page.select_one("#reason"))
    sent = {**mine, "csrf_token": token, "version": page.select_one("#answer [name=version]")["value"]}
    pages.post(url, **sent)
    db.session.expire_all()
    assert queries.answers_of(ours)[question.id].stance == Stance.REFUSED


def test_an_answer_brings_a_question_and_takes_it_away(ours, pages_as, ctx):
    first = first_of(ours, "yes_no")
    key = next(one.key for one in first.parts if one.type == "yes_no")
    later = desks.desk_of(ours).questions[-1]
    ours.conditions = {**ours.conditions, later.id: {"part": f"{first.id}.{key}", "is": "yes"}}
    audit.record(ctx, DiligenceAct.ANSWER_SAVED, ours)
    db.session.commit()
    pages, url = pages_as(Role.OFFICER), here(ours, first.id)
    assert pages.get(here(ours, later.id), status=303).headers["Location"] == here(ours)
    told = by_script(pages, url, stance="answered", version="", **{f"p-{key}": "yes"}).json
    assert [one["url"] for one in told["came"]] == [here(ours, later.id)]
    assert told["said"] == "この回答により、質問が1問追加されました。"
    assert pages.get(here(ours, later.id))
    told = by_script(pages, url, stance="answered", version="1", **{f"p-{key}": "no"}).json
    assert (told["came"], len(told["left"])) == ([], 1)
    assert told["said"] == "この回答により、質問が1問不要になりました。"
    refused = by_script_of(pages, here(ours, later.id))
    assert (refused.status_code, "この質問は" in refused.json["said"]) == (422, True)


def test_what_was_submitted_is_only_read(ours, ctx, pages_as):
    question = desks.desk_of(ours).questions[0]
    pages, url = pages_as(Role.OFFICER), here(ours, question.id)
    token = pages.get(url).select_one("meta[name='csrf-token']")["content"]
    make.answered(ctx, ours)
    page = pages.get(url)
    assert not page.select("#answer")
    assert "回答は閲覧のみ" in words(page)
    assert page.select(".answer-told")
    assert not pages.get(here(ours)).select(".actions .btn-primary")
    answer = pages.client.post(
        url, data={"csrf_token": token, "comment": "追記", "version": "1"}, headers=JSON
    )
    assert answer.status_code == 422
    assert pages.post(url, csrf_token=token, comment="追記", version="1").headers["Location"] == here(ours)
    db.session.expire_all()
    assert queries.answers_of(ours)[question.id].comment == ""


def test_a_stranger_finds_nothing(ours, theirs, ctx, at, pages_as, pages_of, fixers, people):
    """Neither another vendor nor the vendor of the one next to it, nor a person of another unit."""
    ref, ours_ref = theirs.questions[0], ours.questions[0]
    canary = "カナリア-5c1"
    insider = context_of(fixers, at)
    answering.save(insider, theirs, ref, Facts(Stance.REFUSED, reason=canary), version=None)
    db.session.commit()
    stranger = pages_as(Role.VENDOR)
    for url in (
        here(theirs),
        here(theirs, ref),
        here(ours),
        here(ours, ours_ref),
        here(theirs) + "?show=open",
    ):
        assert canary not in str(stranger.get(url, status=404))
    for url in ("/requests", "/"):
        page = stranger.get(url)
        assert canary not in str(page)
        assert str(theirs.id) not in str(page)
    assert by_script_of(stranger, here(theirs, ref)).status_code == 404
    own = pages_of(fixers)
    assert canary in str(own.get(here(theirs)))
    assert own.get(here(ours), status=404)
    assert own.get(here(theirs, ours_ref), status=404)
    officer = pages_as(Role.OFFICER)
    assert officer.get(here(theirs), status=404)
    assert pages_as(Role.AUDITOR).get(here(ours), status=403)


def by_script_of(pages, url):
    token = pages.get("/").select_one("meta[name='csrf-token']")["content"]
    return pages.client.post(url, data={"csrf_token": token, "stance": "answered"}, headers=JSON)


def test_what_is_asked_is_found_from_home(ours, theirs, ctx, pages_as, pages_of, fixers):
    pages = pages_of(fixers)
    for url in ("/", "/requests"):
        row = pages.get(url).select_one(f"main a[href='{here(theirs)}']").find_parent("tr")
        assert "未着手" in words(row)
        assert f"0 / {theirs.asked_count}" in words(row)
    assert pages.get("/").select("#side a[href='/requests']")
    officer = pages_as(Role.OFFICER)
    assert not officer.get("/").select("#side a[href='/requests']")
    task = db.session.scalars(select(Task).where(Task.source_id == ours.id)).one()
    assert officer.get(f"/work/{task.id}", status=303).headers["Location"] == here(ours)
    make.answered(ctx, ours)
    page = officer.get("/requests")
    assert "回答待ちの依頼はありません" in words(page)
    assert page.select(f"main a[href='{here(ours)}']")


def test_a_request_says_in_their_words_how_it_stands_what_it_is_about_and_whom_to_ask(
    theirs, ctx, pages_of, fixers
):
    theirs.about, theirs.asker = "cloud.config（個人ローン基盤）", "経営企画部 高橋 誠"
    audit.record(ctx, DiligenceAct.ANSWER_SAVED, theirs)
    db.session.commit()
    pages = pages_of(fixers)
    for state, label in (
        ("sent", "未着手"), ("answering", "回答中"), ("own_approval", "上長確認中"), ("submitted", "提出済み"),
        ("returned", "差戻し"), ("closed", "依頼終了"),
    ):  # fmt: skip
        theirs.state = AssignmentState(state)
        audit.record(ctx, DiligenceAct.ANSWER_SAVED, theirs)
        db.session.commit()
        row = pages.get("/requests").select_one(f"main a[href='{here(theirs)}']").find_parent("tr")
        for told in (row, pages.get(here(theirs)).select_one(".file-head")):
            assert words(told.select_one(".tag")) == label
            assert theirs.about in words(told)
            assert theirs.asker in words(told)


def test_the_kind_that_was_chosen_stands_there_again(theirs, pages_of, fixers):
    """Left before the condition was typed: nothing turns it into an answer without one."""
    question = first_of(theirs, "yes_no")
    pages, url = pages_of(fixers), here(theirs, question.id)
    sent = {**fields_of(question), "version": "", "stance": "conditional"}
    told = by_script(pages, url, **sent).json
    assert (told["standing"], [one["id"] for one in told["faults"]]) == ("途中", ["condition"])
    assert told["progress"].startswith(f"{len(theirs.questions)}問中0問")
    page = pages.get(url)
    assert page.select_one("[name=stance][checked]")["value"] == "conditional"
    page = pages.submit(url, status=422, form="#answer")
    assert "条件" in words(page.select_one("#condition-faults"))
    db.session.expire_all()
    row = db.session.scalars(select(Answer)).one()
    assert (row.stance, row.parts) == (Stance.CONDITIONAL, dict(make.answer_of(question).parts))
    pages.submit(url, form="#answer", condition="次の契約更新から")
    assert words(pages.get(here(theirs)).select_one(".answer-standing")) != "途中"
    assert words(pages.get(url).select_one("[data-standing]")) == "回答済み"


def test_a_question_is_called_as_everywhere_and_wants_no_more_than_it_does(theirs, pages_of, fixers):
    question = first_of(theirs, "table")
    page = pages_of(fixers).get(here(theirs, question.id))
    assert words(page.select_one("h1")).startswith(question.id)
    assert words(page.select_one("title")).startswith(question.id)
    assert not page.select("#inquiry .must")
    assert page.select_one("#inquiry-text").get("required") is None
    # What is wanted as evidence is met before the inquiries, also where one stands below the other.
    order = [one["class"][0] for one in page.select_one(".answer-desk").find_all(recursive=False)]
    assert order == ["answer-main", "answer-aside", "answer-thread"]


def test_a_country_in_a_table_is_typed_by_its_name(theirs, pages_of, fixers):
    def asks_for_one(question):
        parts = [one for one in question.parts if one.type == "table"]
        return any(column.type == "country" for one in parts for column in one.columns)

    question = first_of(theirs, "table", where=asks_for_one)
    pages, url = pages_of(fixers), here(theirs, question.id)
    cell = pages.get(url).select_one("input[list]")
    names = [one["value"] for one in pages.get(url).select(f"datalist#{cell['list']} option")]
    assert {"日本", "アメリカ合衆国"} <= set(names)
    key = cell["name"]
    pages.submit(url, form="#answer", fields={**fields_of(question), key: "アメリカ合衆国"})
    _prefix, part, _row, column = key.split("-")
    assert db.session.scalars(select(Answer)).one().parts[part][0][column] == "US"
    assert pages.get(url).select_one(f"[name='{key}']")["value"] == "アメリカ合衆国"
    page = pages.submit(url, status=422, form="#answer", fields={key: "東の国"})
    assert "「東の国」という国・地域はありません" in words(page.select_one(f"#{key}-faults"))


def test_of_a_table_that_may_be_left_empty_no_column_is_marked(theirs, pages_of, fixers):
    def has(is_required):
        def is_so(question):
            tables = [one for one in question.parts if one.type == "table"]
            return {one.required for one in tables} == {is_required}

        return first_of(theirs, "table", where=is_so)

    pages = pages_of(fixers)
    assert not pages.get(here(theirs, has(False).id)).select(".answer-frame .must")
    assert pages.get(here(theirs, has(True).id)).select(".answer-frame .must")


def test_the_pages_cost_few_statements(theirs, pages_of, fixers, count_queries):
    pages = pages_of(fixers)
    ref = theirs.questions[0]
    for url, most in (("/requests", 9), (here(theirs), 11), (here(theirs, ref), 9)):
        pages.get(url)
        count_queries.sent.clear()
        pages.get(url)
        assert len(count_queries) <= most, (url, count_queries.sent)
