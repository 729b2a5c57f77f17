"""A layer goes out as a file and comes in as one: compared first, whole, audited, and never published by it."""

import io

import pytest

from app.core.audit import AuditEvent, reading
from app.core.audit.models import AuditValues
from app.core.db import db
from app.identity.roles import Role
from app.standards.models import ContentKind, LayerAct
from app.standards.queries import contents, layers
from tests.integration.cli.test_commands import bank, flask, own_app
from tests.integration.standards.test_layering import (
    AT,
    HERE,
    KEY,
    NEW,
    OWN,
    change_of,
    ground,
    pages,
    publish,
    reworded,
)

__all__ = ["bank", "ground", "own_app", "pages"]

LOAD = f"{HERE}/changes/load"
COMPARE, TAKE = "公開前の案と比較", "ファイルを公開前の案にする"


def filled(pages):
    """One change of each kind."""
    reworded(pages)
    pages.submit(f"{AT}/weigh", weight="5", reason="重要")
    pages.submit(f"{HERE}/questions/24-17/hide", reason="対象なし")
    pages.submit(f"{HERE}/questions/24-19/require", levels="y", reason="全件で尋ねる")
    pages.submit(f"{HERE}/own-questions/new", fields=OWN)


def exported(pages):
    response = pages.get(f"{HERE}/changes/export")
    assert response.headers["Content-Disposition"].startswith("attachment")
    return response.text


def given(text):
    return io.BytesIO(text.encode()), "layer.yaml"


def compared(pages, text, status=200, reason="本部の案"):
    page = pages.get(LOAD)
    hidden = {one["name"]: one.get("value", "") for one in page.select("main form input[type=hidden]")}
    return pages.post(LOAD, status, fields={**hidden, "reason": reason, "layer": given(text)})


def carried(page):
    """What the second form would send."""
    form = page.select_one("main form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    return {**sent, "reason": form.select_one("textarea[name=reason]").get_text().strip()}


def told(page):
    return [
        (row.select_one("th").get_text(), *(cell.get_text(" ", strip=True) for cell in row.select("td")[:2]))
        for row in page.select("main tbody tr")
    ]


def rows():
    db.session.expire_all()
    return {(one.question, one.act): one.values for one in layers.changes_of(KEY)}


def reasons(events):
    """Why, as the log keeps it, also of what is gone."""
    kept = {
        one.number: db.session.query(AuditValues).filter_by(number=one.number).one().content for one in events
    }
    return {reading.opened((one, kept[one.number])).reason for one in events}


def test_what_goes_out_comes_in_unchanged(pages):
    filled(pages)
    before, events = rows(), db.session.query(AuditEvent).count()
    page = compared(pages, exported(pages))
    assert "変わるものはありません" in page.get_text()
    assert rows() == before
    assert db.session.query(AuditEvent).count() == events
    publish(pages)
    assert "変わるものはありません" in compared(pages, exported(pages)).get_text()


def test_it_is_compared_first_and_then_replaces_the_draft(pages):
    filled(pages)
    text = exported(pages)
    kept = text[: text.index("- question: 24-19")] + text[text.index("- question: own.branch-visit") :]
    changed = kept.replace("weight: 5", "weight: 1").replace("complain about", "miss")
    changed += "- question: 24-03\n  act: reword\n  text: {ja: 別の文言です。, en: Other words}\n"
    before = rows()
    page = compared(pages, changed)
    assert told(page) == [
        ("24-02", "変更 重み", "重みの変更"),
        ("24-03", "追加", "文言の変更"),
        ("24-19", "取り消し", "必須化"),
        ("own.branch-visit", "変更 文言", "自社で追加"),
    ]
    assert rows() == before
    response = pages.post(LOAD, fields=carried(page))
    assert response.headers["Location"] == f"{HERE}/changes"
    after = rows()
    assert ("24-19", LayerAct.REQUIRE) not in after
    assert after[("24-02", LayerAct.WEIGH)] == {"weight": 1}
    assert after[("24-17", LayerAct.HIDE)] == {}
    assert after[("24-03", LayerAct.REWORD)]["text"]["en"] == "Other words"
    last = db.session.query(AuditEvent).order_by(AuditEvent.number.desc()).limit(4).all()
    assert reasons(last) == {"本部の案"}
    assert sorted(one.event for one in last) == ["standards:question:changed"] * 3 + [
        "standards:question:restored"
    ]
    assert contents.get_version(ContentKind.QUESTIONNAIRE, KEY).number == 1


def test_every_fault_is_told_with_file_line_and_reason_and_nothing_is_stored(pages):
    filled(pages)
    before = rows()
    text = exported(pages).replace("weight: 5", "weight: 9")
    text += "- question: 24-99\n  act: hide\n- question: own.x\n  act: add\n  type: text\n"
    text += "- question: 24-02\n  act: require\n  parts: false\n"
    page = compared(pages, text, 422)
    said = [one.get_text(" ", strip=True) for one in page.select(".error-summary li")]
    lines = text.splitlines()
    assert (
        f"layer.yaml {1 + lines.index('  weight: 9')}行目：9は、上限の5より大きい値です。 (24-02、重み)"
        in said
    )
    unknown = f"{1 + lines.index('- question: 24-99')}行目：質問「24-99」は提供された質問票にありません"
    assert any(unknown in one for one in said)
    assert any("「section」がありません" in one for one in said)
    assert any("何を必須にするか" in one for one in said)
    assert rows() == before


def test_faults_that_only_the_rules_see_have_their_line_too(pages):
    filled(pages)
    text = (
        exported(pages)
        .replace("fisc/9r2/統24", "fisc/9r2/統99")
        .replace("section: model", "section: nowhere")
    )
    said = compared(pages, text, 422).select_one(".error-summary").get_text()
    assert "「fisc/9r2/統99」は公開された基準にありません" in said
    assert f"{1 + text.splitlines().index('  section: nowhere')}行目" in said


@pytest.mark.parametrize("text", ["[" * 50_000, "a: &a [x]\nb: [*a, *a]", "x" * 200_001, "null"])
def test_a_hostile_file_is_refused(pages, text):
    reworded(pages)
    assert compared(pages, text, 422).select(".error-summary li")
    assert len(rows()) == 1


def test_a_file_and_a_reason_are_needed(pages):
    page = pages.submit(LOAD, COMPARE, 422, reason="理由")
    assert "ファイルを選択してください" in page.select_one(".error-summary").get_text()
    reworded(pages)
    page = compared(pages, exported(pages), 422, reason="")
    assert "理由" in page.select_one(".error-summary").get_text()


def test_who_changed_something_meanwhile_is_not_overwritten(pages):
    reworded(pages)
    text = exported(pages)
    page = compared(pages, text.replace("Name every", "Give every"))
    reworded(pages, text_ja="間に保存した文言です。")
    again = pages.post(LOAD, 422, fields=carried(page))
    assert "ほかの人がこの質問票を変更しました" in again.select_one(".error-summary").get_text()
    assert rows()[("24-02", LayerAct.REWORD)]["text"]["ja"] == "間に保存した文言です。"
    pages.post(LOAD, fields=carried(again))
    loaded = {"ja": NEW["text_ja"], "en": NEW["text_en"].replace("Name", "Give")}
    assert rows()[("24-02", LayerAct.REWORD)]["text"] == loaded


def test_a_published_own_question_keeps_its_type_in_a_file_too(pages):
    pages.submit(f"{HERE}/own-questions/new", fields=OWN)
    publish(pages)
    text = exported(pages)
    other = text.replace("type: yes_no\n  expect: 'yes'", "type: text")
    assert "回答の種類は変えられません" in compared(pages, other, 422).get_text()
    change = change_of(LayerAct.ADD, "own.branch-visit")
    pages.submit(f"{HERE}/changes/{change.id}/take-back", reason="不要")
    pages.post(LOAD, fields=carried(compared(pages, text)))
    assert layers.standing(KEY).waiting == 0


def test_all_may_download_and_the_keepers_load(pages, pages_as):
    reworded(pages)
    for role in (Role.OFFICER, Role.AUDITOR):
        reader = pages_as(role)
        assert "reword" in exported(reader)
        reader.get(LOAD, 403)
        assert LOAD not in str(reader.get(f"{HERE}/changes"))
    assert LOAD in str(pages.get(f"{HERE}/changes"))


def test_operators_write_and_load_the_same_file(bank, tmp_path):
    file = tmp_path / "layer.yaml"
    assert flask(bank, "standards", "publish").exit_code == 0
    empty = flask(bank, "standards", "layer", "export", KEY)
    assert empty.output.endswith("questionnaire: to24\nchanges: []\n")
    file.write_text("questionnaire: to24\nchanges:\n- {question: 24-02, act: weigh, weight: 5}\n")
    loaded = flask(bank, "standards", "layer", "load", KEY, str(file), "--reason", "重要")
    assert loaded.exit_code == 0, loaded.output
    assert "Added: 24-02 (weigh)" in loaded.output
    assert "The file is the draft now." in loaded.output
    written = flask(bank, "standards", "layer", "export", KEY, str(file))
    assert "(own changes: 1)" in written.output
    same = flask(bank, "standards", "layer", "load", KEY, str(file), "--reason", "重要")
    assert "nothing would change" in same.output
    with db.scope():
        event = db.session.query(AuditEvent).filter_by(event="standards:question:changed").one()
        assert reasons([event]) == {"重要"}
        assert contents.get_version(ContentKind.QUESTIONNAIRE, KEY).number == 1


def test_operators_are_told_what_is_wrong_and_nothing_is_stored(bank, tmp_path):
    file = tmp_path / "layer.yaml"
    assert flask(bank, "standards", "publish").exit_code == 0
    file.write_text(
        "questionnaire: to24\nchanges:\n- {question: 24-03, act: hide}\n- {question: 24-99, act: hide}\n"
    )
    wrong = flask(bank, "standards", "layer", "load", KEY, str(file), "--reason", "重要")
    assert wrong.exit_code == 1
    assert ":4: The question “24-99” is not in the delivered questionnaire." in wrong.output
    assert flask(bank, "standards", "layer", "load", KEY, str(file)).exit_code == 2
    blank = flask(bank, "standards", "layer", "load", KEY, str(file), "--reason", " ")
    assert blank.exit_code == 1
    other = flask(bank, "standards", "layer", "export", "nowhere")
    assert (other.exit_code, "No questionnaire “nowhere” is published." in other.output) == (1, True)
    with db.scope():
        assert not layers.changes_of(KEY)
