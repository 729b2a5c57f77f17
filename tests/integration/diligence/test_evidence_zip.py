"""Evidence in one zip: matched by name, shown before anything is kept, taken once confirmed; bad members named."""

import io

import pytest
from sqlalchemy import func, select

from app.core import audit
from app.core.archives import MESSAGES, Fault
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.models import StoredFile
from app.core.files.storing import store
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Evidence
from app.diligence.queries import answers as reads
from app.diligence.queries import assessments as queries
from app.diligence.services import answering, evidence
from app.diligence.services import packed as packed_files
from app.diligence.services.answering import Facts
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import assessments as make
from tests.factories import evidence as lay
from tests.factories.files import PNG, office, package, pdf
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))
TERMS = "秘密保持契約（2024-04-01）の範囲内で閲覧すること"
LIST = "24-04"


@pytest.fixture
def ours(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))[0]


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.OFFICER)


def packed(parts) -> tuple[io.BytesIO, str]:
    return io.BytesIO(package(parts)), "証跡.zip"


def first(part) -> str:
    return f"/requests/{part.id}/evidence/zip"


def sent(pages, part, archive, status=200):
    return pages.submit(first(part), status=status, archive=archive, disclosure="nda", terms=TERMS)


def apply(pages, part, page, status=303, **changes):
    held = {tag["name"]: tag["value"] for tag in page.select("#form input[type=hidden]")}
    chosen = [tag["value"] for tag in page.select("input[name=chosen][checked]")]
    return pages.post(f"{first(part)}/apply", status=status, fields={**held, "chosen": chosen, **changes})


def marks(page) -> dict[str, str]:
    return {words(line.find("th")): words(line.select_one(".tag")) for line in page.select("tbody tr")}


def rows() -> dict[str, Evidence]:
    db.session.expire_all()
    return {row.name: row for row in db.session.scalars(select(Evidence).order_by(Evidence.id))}


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(StoredFile)) or 0


def test_each_file_is_shown_with_its_question_before_anything_is_kept(session, pages, ctx, ours):
    other = next(ref for ref in ours.questions if ref != LIST)
    lay.added(ctx, ours, other, content=pdf("既存"))
    parts = {
        f"{LIST}_分界.xlsx": office("xl"), f"提出/{other}/図.png": PNG, f"{other}-既存.pdf": pdf("既存"),
        f"{LIST}_again.pdf": pdf("二つ目"), "規程.pdf": pdf("どれ"), f"{other}_page.html": b"<html></html>",
        f"{other}_0.pdf": b"", f"{other}_inner.zip": package({"a.txt": b"a"}), "__MACOSX/._x": b"x",
        f"{other}_名前違い.pdf": PNG, "24-99_none.pdf": pdf("無"),
    }  # fmt: skip
    page = sent(pages, ours, packed(parts))
    assert marks(page) == {
        f"{LIST}_分界.xlsx": "取込み可", f"提出/{other}/図.png": "取込み可", f"{LIST}_again.pdf": "取込み可",
        f"{other}-既存.pdf": "登録済み", "規程.pdf": "質問なし", "24-99_none.pdf": "質問なし",
        f"{other}_page.html": "取込み不可", f"{other}_0.pdf": "取込み不可", f"{other}_inner.zip": "取込み不可",
        f"{other}_名前違い.pdf": "取込み不可",
    }  # fmt: skip
    assert "10件のうち3件を取り込めます。" in words(page.find("main"))
    assert (len(rows()), stored()) == (1, 1)
    answer = apply(pages, ours, page)
    assert "3件のファイルを追加しました。" in words(pages.follow(answer).find("main"))
    made = rows()
    assert (made[f"{LIST}_分界.xlsx"].part, made[f"{LIST}_again.pdf"].part) == ("list", "")
    assert made["図.png"].question == other
    assert {row.disclosure for name, row in made.items() if name != "規程.pdf"} == {"nda"}
    assert {row.terms for name, row in made.items() if name != "規程.pdf"} == {TERMS}
    assert (len(made), stored()) == (4, 4)


def test_only_what_was_chosen_is_taken_and_the_page_is_not_believed(session, pages, ours):
    one, other = ours.questions[:2]
    parts = {f"{one}_a.pdf": pdf("a"), f"{other}_b.pdf": pdf("b"), "c.pdf": pdf("c")}
    page = sent(pages, ours, packed(parts))
    apply(pages, ours, page, chosen=[f"{one}_a.pdf", "c.pdf", "../../etc/passwd"])
    assert list(rows()) == [f"{one}_a.pdf"]
    assert stored() == 1


def test_a_zip_opens_for_who_uploaded_it_on_the_request_it_is_for(
    session, pages, pages_as, ctx, ours, engagement
):
    page = sent(pages, ours, packed({f"{ours.questions[0]}_a.pdf": pdf("a")}))
    held = page.find("input", {"name": "held"})["value"]
    for reader, changed in (
        (pages, held[:-4] + "AAAA"), (pages, ""), (pages, "d1:%%%"), (pages_as(Role.APPROVER), held),
    ):  # fmt: skip
        token = reader.get(first(ours)).find("input", {"name": "csrf_token"})["value"]
        back = apply(reader, ours, page, 422, held=changed, csrf_token=token)
        assert "一時保管が終わっています" in words(back.find("main"))
    assert rows() == {}
    for address, _written in list(store().addresses()):
        store().remove(address)
    assert "一時保管が終わっています" in words(apply(pages, ours, page, 422).find("main"))
    assert rows() == {}


def test_nothing_is_half_stored_when_the_place_was_taken_meanwhile(session, pages, ctx, ours):
    other = next(ref for ref in ours.questions if ref != LIST)
    page = sent(pages, ours, packed({f"{LIST}_a.pdf": pdf("a"), f"{other}_b.pdf": pdf("b")}))
    lay.added(ctx, ours, LIST, place="list", name="先.pdf")
    apply(pages, ours, page)
    made = rows()
    assert (made[f"{LIST}_a.pdf"].part, made["先.pdf"].part) == ("", "list")
    back = apply(pages, ours, page, 422, idempotency_key="another")
    assert "取り込めなくなっています" in words(back.find("main"))
    assert len(rows()) == 3


def ask_when(ctx, ours, is_so) -> tuple[str, str, str]:
    """The second of two questions is asked once the answer to the first one `is_so`; both are answered by then."""
    questions = {one.id: one for one in make.content().questions()}
    free = [ref for ref in ours.questions if ref not in ours.conditions and ref != LIST]
    part = next((ref, one.key) for ref in free for one in questions[ref].parts if one.type == "yes_no")
    first, second = part[0], next(ref for ref in reversed(free) if ref != part[0])
    ours.conditions = {**ours.conditions, second: {"part": ".".join(part), "is": is_so}}
    audit.record(ctx, Act.ASSIGNMENT_SET, ours)
    answering.save(ctx, ours, first, make.answer_of(questions[first]), version=None)
    db.session.commit()
    asked = answering.asked_of(ours, reads.answers_of(ours))
    assert (second in asked) == (is_so == "yes")
    return first, second, part[1]


def test_a_file_of_a_question_that_is_not_asked_now_is_shown_so_and_not_taken(session, pages, ctx, ours):
    first_ref, second, _key = ask_when(ctx, ours, "no")
    parts = {
        f"{first_ref}_a.pdf": pdf("a"), f"{second}_b.pdf": pdf("b"), f"{first_ref}/{second}_c.pdf": pdf("c"),
        f"{second}/d.pdf": pdf("d"),
    }  # fmt: skip
    page = sent(pages, ours, packed(parts))
    assert marks(page) == {
        f"{first_ref}_a.pdf": "取込み可", f"{second}_b.pdf": "現在は回答不要",
        f"{first_ref}/{second}_c.pdf": "現在は回答不要", f"{second}/d.pdf": "現在は回答不要",
    }  # fmt: skip
    line = next(line for line in page.select("tbody tr") if words(line.find("th")) == f"{second}_b.pdf")
    assert "これまでの回答では質問の対象外です。" in words(line)
    assert second in words(line.find_all("td")[1])
    assert "4件のうち1件を取り込めます。" in words(page.find("main"))
    apply(pages, ours, page, chosen=list(parts))
    assert {name: row.question for name, row in rows().items()} == {f"{first_ref}_a.pdf": first_ref}
    assert stored() == 1


def test_a_question_left_out_meanwhile_is_told_by_the_name_of_its_file(session, pages, ctx, ours):
    first_ref, second, key = ask_when(ctx, ours, "yes")
    page = sent(pages, ours, packed({f"{first_ref}_a.pdf": pdf("a"), f"{second}_b.pdf": pdf("b")}))
    assert set(marks(page).values()) == {"取込み可"}
    row = reads.answers_of(ours)[first_ref]
    parts = {**row.parts, key: "no"}
    answering.save(ctx, ours, first_ref, Facts(row.stance, parts), version=row.version)
    db.session.commit()
    after = pages.follow(apply(pages, ours, page))
    assert "1件のファイルを追加しました。" in words(after.find("main"))
    told = f"選択したファイルのうち1件は追加していません：{second}_b.pdf（現在は回答不要）"
    assert told in words(after.find("main"))
    assert list(rows()) == [f"{first_ref}_a.pdf"]


def test_a_single_file_goes_by_the_same_rule(session, pages, ctx, ours):
    _first, second, _key = ask_when(ctx, ours, "no")
    assert not pages.get(first(ours).replace("/zip", "/new")).select(f"option[value^='{second}']")
    with pytest.raises(DomainError) as refused:
        lay.added(ctx, ours, second)
    assert refused.value.message == evidence.NOT_ASKED
    db.session.rollback()
    assert rows() == {}


def bomb() -> bytes:
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("24-04_0.txt", bytes(60_000_000))
    return held.getvalue()


def link() -> bytes:
    import zipfile

    held, info = io.BytesIO(), zipfile.ZipInfo("24-04_a.lnk")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(held, "w") as made:
        made.writestr(info, "/etc/passwd")
    return held.getvalue()


def test_every_refusal_of_a_zip_has_words_for_who_packed_it():
    told = {fault for fault in Fault if MESSAGES[fault] in packed_files.REFUSALS}
    assert set(Fault) - told == {Fault.NESTED}  # told of the file itself, as the others are taken
    assert [one for one in packed_files.REFUSALS.values() if "ZIP" not in one or "part" in one] == []


def test_a_hostile_container_is_refused_in_words(session, pages, ours):
    plain = package({"24-04_a.txt": b"a"})
    hostile = {
        "path": package({"../24-04_a.pdf": pdf()}), "backslash": package({"24-04\\a.pdf": pdf()}),
        "absolute": package({"/24-04_a.pdf": pdf()}), "bomb": bomb(), "cut": plain[:-30],
        "before": b"MZ" + plain, "after": plain + b"PK\x03\x04", "text": b"24-04", "empty": b"",
        "docx": office("word"), "link": link(), "encrypted": encrypted(plain),
        "many": package({f"24-04_{at}.txt": b"x" for at in range(301)}),
    }  # fmt: skip
    told_of = {
        "path": "「../24-04_a.pdf」。そのファイルを除くか名前を変えてZIPを作り直し", "bomb": "書類を1つずつ",
        "many": "300個を超えています。いくつかのZIPに分けて",
        "link": "「24-04_a.lnk」。リンクの代わりにファイルそのものを入れて",
    }  # fmt: skip
    for name, content in hostile.items():
        page = sent(pages, ours, (io.BytesIO(content), "証跡.zip"), status=422)
        assert page.find("input", {"name": "archive"})["aria-invalid"] == "true", name
        (told,) = page.select(".field-error")
        assert "部品" not in words(told), name
        assert told_of.get(name, "") in words(told), name
    assert (rows(), stored()) == ({}, 0)


def encrypted(plain: bytes) -> bytes:
    """The flag that says so, in both headers."""
    marked = bytearray(plain)
    marked[6] |= 1
    marked[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)
