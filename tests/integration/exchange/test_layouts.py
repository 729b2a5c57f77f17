"""The institution's own ledger forms: kept by few, used by all, known again when a file comes back."""

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.db import db
from app.core.errors import DomainError
from app.exchange import queries
from app.exchange.kinds import KINDS
from app.exchange.rules import layouts as rules
from app.exchange.services import layouts
from app.exchange.services.ledgers import Layout
from app.identity.roles import Role
from tests.factories.ledgers import brought_in, outcomes, taken_out, told
from tests.factories.register import organisation as an_organisation

KIND = KINDS["organisations"]
COLUMNS = [("corporate_number", "番号"), ("name", "委託先名"), ("note", "")]
ADD = "/exchange/organisations/layouts/add"


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


def added(ctx, name="当行様式", columns=COLUMNS, **given):
    return layouts.add_layout(ctx, KIND, name=name, columns=columns, **{"is_usual": False, **given})


def test_a_layout_is_kept_in_the_log_from_its_beginning_to_its_end(session, ctx):
    layout = added(ctx)
    session.commit()
    layouts.edit_layout(ctx, KIND, layout, name="新様式", columns=COLUMNS[1:], is_usual=True)
    session.commit()
    layouts.remove_layout(ctx, layout)
    session.commit()
    acts = select(AuditEvent.event).where(AuditEvent.subject_id == layout.id).order_by(AuditEvent.number)
    assert list(session.scalars(acts)) == [f"exchange:layout:{act}" for act in ("added", "edited", "removed")]
    assert queries.layouts_of(KIND.key) == []


def test_one_layout_is_the_usual_one(session, ctx):
    first, second = added(ctx, "一", is_usual=True), added(ctx, "二", is_usual=True)
    session.commit()
    assert (first.is_usual, second.is_usual) == (False, True)


REFUSED = {
    "no name": ("  ", COLUMNS, rules.NAME_MISSING),
    "long name": ("名" * 61, COLUMNS, rules.TOO_LONG),
    "no columns": ("様式", [], rules.NO_COLUMNS),
    "unknown field": ("様式", [("name", ""), ("password", "")], rules.UNKNOWN),
    "the id": ("様式", [("name", ""), ("id", "番号")], rules.UNKNOWN),
    "without what an import needs": ("様式", [("note", "")], rules.NEEDED),
    "one heading twice": ("様式", [("name", "名称等"), ("note", "名称 等")], rules.TWICE),
    "the usual heading of another column": ("様式", [("name", ""), ("note", "名称")], rules.TWICE),
    "the same in the other language": ("様式", [("name", ""), ("note", "NAME")], rules.TWICE),
    "the heading of the id": ("様式", [("name", "Sekisho ID")], rules.TWICE),
    "long heading": ("様式", [("name", "名" * 61)], rules.TOO_LONG),
    "another unit": ("様式", [("name", ""), ("net_assets", "純資産（千円）")], rules.OTHER_UNIT),
}


@pytest.mark.parametrize(("name", "columns", "why"), REFUSED.values(), ids=REFUSED)
def test_a_layout_that_would_not_find_home_again_is_refused(ctx, name, columns, why):
    with pytest.raises(DomainError) as refused:
        added(ctx, name, columns)
    assert refused.value.message == why


def test_a_name_is_given_once_for_each_ledger(ctx):
    added(ctx)
    with pytest.raises(DomainError) as refused:
        added(ctx)
    assert refused.value.message == layouts.TAKEN


def test_headings_are_kept_as_a_file_gives_them_back(ctx):
    layout = added(ctx, columns=[("name", " 委託先\n名　称 "), ("note", "備考"), ("kind", "法人\t種別等")])
    assert layout.columns == [["name", "委託先 名 称"], ["note", ""], ["kind", "法人 種別等"]]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_file_of_a_layout_needs_no_mapping_by_hand(session, ctx, at, language):
    """番号 is what one form calls the corporate number and the other its own code."""
    an_organisation(at, corporate_number="4011001098993", note="古い契約")
    added(ctx, "他の様式", [("name", ""), ("own_code", "番号")])
    layout = added(ctx)
    file = taken_out(ctx, layout=Layout(layout.name, layout.columns), language=language)
    batch, found = brought_in(ctx, file.content)
    note = KIND.fields()[[f.key for f in KIND.fields()].index("note")].labels[0 if language == "ja" else 1]
    assert batch.mapping == {
        "corporate_number": "番号", "name": "委託先名", "note": note,
        "id": "Sekisho ID" if language == "ja" else "Sekisho record",
    }  # fmt: skip
    assert told(found) == []
    assert outcomes(found)["unchanged"] >= 1


def test_headings_of_a_layout_are_known_also_in_a_file_of_other_columns(session, ctx):
    added(ctx, columns=[("name", "相手先"), ("representative", "ご担当役員")])
    batch, _found = brought_in(ctx, "相手先,ご担当役員,よみ\r\n株式会社東京印刷,山田,\r\n".encode())
    assert batch.mapping == {"name": "相手先", "representative": "ご担当役員", "name_kana": "よみ"}


# --- pages ---------------------------------------------------------------------------------


def test_a_layout_is_made_changed_and_deleted_on_its_pages(session, pages_as):
    pages = pages_as(Role.VENDOR_MANAGER)
    blank = {f"place_{field.key}": "" for field in KIND.fields() if field.key != "id"}
    chosen = {"place_name": "20", "heading_name": "委託先名", "place_note": "３０", "place_kind": "15"}
    response = pages.submit(ADD, button="レイアウトを保存", fields={**blank, **chosen, "name": "当行様式"})
    assert response.headers["Location"].endswith("/exchange/organisations/layouts")
    (layout,) = queries.layouts_of(KIND.key)
    assert layout.columns == [["kind", ""], ["name", "委託先名"], ["note", ""]]

    edit = f"/exchange/organisations/layouts/{layout.id}/edit"
    page = pages.get(edit)
    assert [tag["value"] for tag in page.select("input[name^=place_][value]") if tag["value"]] == [
        "10",
        "20",
        "30",
    ]
    pages.submit(edit, button="レイアウトを保存", fields={"place_note": "5", "is_usual": "y"})
    session.expire_all()
    assert [key for key, _ in layout.columns] == ["note", "kind", "name"]
    assert layout.is_usual

    listed = pages.get("/exchange/organisations/layouts")
    assert "当行様式" in listed.text
    pages.submit("/exchange/organisations/layouts", form="form.post-button")
    session.expire_all()
    assert queries.layouts_of(KIND.key) == []


def test_a_refusal_stands_beside_its_column(session, pages_as):
    pages = pages_as(Role.RISK)
    page = pages.submit(
        ADD, button="レイアウトを保存", status=422, fields={"name": "様式", "heading_note": "名称"}
    )
    assert "見出し「名称」の列が2つ" in page.select_one(".error-summary").text
    assert page.select_one("#heading_note")["value"] == "名称"


def test_two_who_edit_one_layout_lose_nothing(session, ctx, pages_as):
    layout = added(ctx)
    session.commit()
    pages, edit = pages_as(Role.VENDOR_MANAGER), f"/exchange/organisations/layouts/{layout.id}/edit"
    page = pages.get(edit)
    hidden = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[type=hidden]")}
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[type=text]")}
    layouts.edit_layout(
        ctx, KIND, layout, name="当行様式", columns=[*COLUMNS[:2], ("note", "特記")], is_usual=False
    )
    session.commit()
    page = pages.post(edit, status=409, fields={**hidden, **sent, "heading_name": "取引先"})
    assert page.select_one("#heading_note")["value"] == "特記"
    assert page.select_one("#heading_name")["value"] == "取引先"


def test_who_sets_no_rules_uses_layouts_and_changes_none(session, ctx, pages_as):
    layout = added(ctx)
    session.commit()
    pages = pages_as(Role.OFFICER)
    page = pages.get("/exchange/organisations/layouts")
    assert "当行様式" in page.text
    assert not page.select("form.post-button")
    pages.get(ADD, 403)
    pages.get(f"/exchange/organisations/layouts/{layout.id}/edit", 403)
    token = page.select_one("input[name=csrf_token]")["value"]
    pages.post(f"/exchange/organisations/layouts/{layout.id}/remove", 403, csrf_token=token)


def test_a_layout_of_another_ledger_is_not_found(session, ctx, pages_as):
    layout = added(ctx)
    db.session.commit()
    pages_as(Role.VENDOR_MANAGER).get(f"/exchange/services/layouts/{layout.id}/edit", 404)
    pages_as(Role.VENDOR_MANAGER).get("/exchange/nothing/layouts", 404)
