"""What was done to standards, read in the history of an engagement, in the audit log and on the home page."""

from app.core import audit
from app.core.audit import reading
from app.core.db import db
from app.identity.roles import Role
from app.overview import recently
from app.overview.lately import changed_lately
from app.standards.models import ContentKind, DutyRuling, LayerAct, Ruling
from app.standards.queries import contents, histories, items
from app.standards.queries import matrices as queries
from app.standards.rules.links import Verdict
from app.standards.rules.matrices import Side
from app.standards.services import items as item_services
from app.standards.services import layering
from app.standards.services import matrices as services
from app.standards.services.matrices import Who
from app.work.models import Severity
from app.work.services.findings import FindingFacts
from tests.conftest import begins_with, context_of
from tests.factories import identity
from tests.factories.standards import published as everything
from tests.pages import words

MOST = 12
PLACE = ("r08", "institution")


ground = begins_with(everything)


def entered(ctx, matrix):
    db.session.expire_all()
    return queries.entered(ctx, matrix)


def answer(ctx, engagement, matrix, condition="own_devices", option="yes"):
    given = {condition: (option, "契約書 第3条")}
    services.answer(ctx, engagement, entered(ctx, matrix), given, version=matrix.version)
    db.session.commit()


def rule(ctx, engagement, matrix, ruling, place=PLACE):
    sides = {Side.DOES: None, Side.ACCOUNTABLE: ruling, Side.PROOF: None}
    services.rule(ctx, engagement, entered(ctx, matrix), place, sides, "契約書 第8条", version=matrix.version)
    db.session.commit()


def bind_further(ctx, engagement, matrix):
    given = {"own-1": Who(is_absent=True, title="通信事業者B")}
    services.bind(ctx, engagement, entered(ctx, matrix), given, version=matrix.version)
    db.session.commit()


def charge(ctx, engagement, matrix, gap="unknown.r08.proof"):
    facts = FindingFacts("証跡を出す先を決める", Severity.MEDIUM, engagement.unit_id, owner_id=ctx.actor_id)
    made = services.charge(ctx, engagement, entered(ctx, matrix), gap, facts)
    db.session.commit()
    return made


def history_of(pages, engagement):
    return [words(entry) for entry in pages.get(f"/engagements/{engagement.id}/history").select("tbody")]


def test_what_was_done_to_a_matrix_is_told_in_words_without_its_keys(pages_as, ctx, engagement, matrix):
    answer(ctx, engagement, matrix)
    bind_further(ctx, engagement, matrix)
    rule(ctx, engagement, matrix, Ruling.YES)
    finding = charge(ctx, engagement, matrix)
    told = " ".join(history_of(pages_as(Role.OFFICER), engagement))
    assert "表2 (4) 統26 · 金融機関" in told
    assert "最終責任 ひな形のとおり はい" in told
    assert "条件5 Azureにつながるかどうかによらず" in told
    assert "a はい" in told
    assert "通信事業者B 関与なし" in told
    assert "表2 (4) 統26 · 未確定：証跡の提示" in told
    assert f"No. {finding.number} 証跡を出す先を決める" in told
    for raw in ("own_devices", "own-1", "r08", "unknown.", str(matrix.id), str(finding.id), "何回目か"):
        assert raw not in told


def test_who_takes_part_is_said_only_where_it_is_no_or_changes(pages_as, ctx, engagement, matrix, root):
    def bind(who):
        services.bind(ctx, engagement, entered(ctx, matrix), {"carrier": who}, version=matrix.version)
        db.session.commit()
        return history_of(pages_as(Role.OFFICER), engagement)[0]

    told = bind(Who(unit_id=root.id))
    assert root.name in told
    assert "関与なし" not in told
    assert "関与なし いいえ はい" in bind(Who(is_absent=True))
    assert "関与なし はい いいえ" in bind(Who(unit_id=root.id))
    assert "関与なし" not in bind(Who())


def test_a_later_change_is_told_by_its_place_and_so_is_one_of_a_ruling_that_is_gone(
    pages_as, ctx, engagement, matrix
):
    rule(ctx, engagement, matrix, Ruling.YES)
    rule(ctx, engagement, matrix, Ruling.NO)
    pages = pages_as(Role.OFFICER)
    assert "統26 · 金融機関 理由：契約書 第8条 最終責任 はい いいえ" in history_of(pages, engagement)[0]
    rule(ctx, engagement, matrix, None)
    entries = [e for e in reading.entries_of(engagement) if e.subject_type == DutyRuling.__tablename__]
    assert [entry.kind for entry in entries] == ["deleted", "changed", "new"]
    kept = histories.kept_values(DutyRuling, [entries[1]], ("row", "actor"))
    assert kept == {entries[1].subject_id: dict(zip(("row", "actor"), PLACE, strict=True))}


def test_the_audit_log_says_a_save_part_by_part(pages_as, ctx, engagement, matrix):
    rule(ctx, engagement, matrix, Ruling.YES)
    page = pages_as(Role.AUDITOR).get("/audit-log?kind=duty_ruling")
    told = words(page.select_one("tbody .said"))
    assert told == "表2 (4) 統26 · 金融機関 最終責任 ： ひな形のとおり → はい 理由：契約書 第8条"
    # To whom values are not shown the place of a change is not said either.
    hidden = pages_as(Role.ADMINISTRATOR).get("/audit-log?kind=duty_ruling")
    assert "統26" not in words(hidden.select_one("tbody"))


def test_a_long_history_is_read_by_few_statements(pages_as, ctx, engagement, matrix, count_queries):
    for row in ("r01", "r02", "r03", "r04", "r05"):
        for ruling in (Ruling.YES, Ruling.NO):
            rule(ctx, engagement, matrix, ruling, (row, "institution"))
    answer(ctx, engagement, matrix)
    bind_further(ctx, engagement, matrix)
    charge(ctx, engagement, matrix)
    pages = pages_as(Role.OFFICER)
    history_of(pages, engagement)
    few = len(count_queries.sent)
    for row in ("r06", "r07", "r09", "r10"):
        rule(ctx, engagement, matrix, Ruling.YES, (row, "institution"))
    count_queries.sent.clear()
    history_of(pages, engagement)
    assert len(count_queries) <= 24, (few, count_queries.sent)


def decided(ctx):
    catalogue = contents.catalogue()
    before = items.item_of(catalogue, "fisc", "8r", "運108")
    after = items.item_of(catalogue, "fisc", "9", "統22")
    link = item_services.add_link(ctx, before, after, Verdict.CONFIRMED, "読み合わせた")
    db.session.commit()
    return link


def test_editions_and_questionnaires_are_told_by_their_titles(pages_as, ctx_of, engagement):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    decided(ctx)
    content = contents.get_version(ContentKind.QUESTIONNAIRE, "to24")
    question = next(iter(contents.questionnaire(content).questions())).id
    layering.set_change(
        ctx, "to24", question, LayerAct.WEIGH, {"weight": 4}, reason="重く見る", version=0
    )  # fmt: skip
    db.session.commit()
    pages = pages_as(Role.AUDITOR)
    link = words(pages.get("/audit-log?kind=item_link").select_one("tbody .said"))
    assert "運108 →" in link
    assert "統22" in link
    assert "fisc/8r" not in link
    change = words(pages.get("/audit-log?kind=question_change").select_one("tbody .said"))
    assert content.title_ja in change
    assert "重み：4" in change


# --- the home page ---------------------------------------------------------------------------------


def lately(pages):
    return {words(row.th): row.a and row.a["href"] for row in pages.get("/").select("#recent tbody tr")}


def test_who_may_read_an_engagement_sees_that_its_matrix_changed(
    pages_as, ctx, engagement, matrix, at, count_queries
):
    rule(ctx, engagement, matrix, Ruling.YES)
    finding = charge(ctx, engagement, matrix)
    pages = pages_as(Role.OFFICER)
    pages.get("/")
    count_queries.sent.clear()
    found = lately(pages)
    assert len(count_queries) <= MOST, count_queries.sent
    assert found["FAQシステムの利用"] == f"/engagements/{engagement.id}"
    assert found["証跡を出す先を決める"] == f"/findings/{finding.id}"


def test_who_may_not_read_them_is_not_told_of_engagements_and_findings(
    pages_as, ctx, engagement, matrix, at, root, people
):
    rule(ctx, engagement, matrix, Ruling.YES)
    charge(ctx, engagement, matrix)
    other = identity.unit(at, "99", "別の部", root)
    engagement.unit_id = other.id
    audit.record(ctx, identity.Made.FOR_TEST, engagement)
    db.session.commit()
    officer = identity.user(at, "elsewhere@example.jp", "よその 担当")
    identity.grant(at, officer, Role.OFFICER, identity.unit(at, "98", "もう一つの部", root))
    db.session.commit()
    eyes = context_of(officer, at)
    kinds = {line.root_type for line in changed_lately(recently.seen_by(eyes))}
    assert not kinds & {"engagement", "finding"}
    above = context_of(people[Role.OFFICER], at)
    seen = {line.root_type for line in changed_lately(recently.seen_by(above))}
    assert {"engagement", "finding"} <= seen


def test_what_changed_in_standards_is_told_with_its_place(pages_as, ctx_of, engagement, count_queries):
    decided(ctx_of(Role.VENDOR_MANAGER))
    pages = pages_as(Role.OFFICER)
    pages.get("/")
    count_queries.sent.clear()
    found = lately(pages)
    assert len(count_queries) <= MOST, count_queries.sent
    (title,) = [title for title in found if "運108" in title]
    assert "統22" in title
    assert found[title] == "/standards/fisc/8r/items/%E9%81%8B108"
