"""Own questions with tables and labelled ratings: as a file, as a question, and what a button does to the columns."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.standards.content.layer_files import LayerRead, written
from app.standards.forms.own_tables import arranged
from app.standards.models import LayerAct
from app.standards.rules import layering
from app.standards.rules.layer_faults import field_of
from app.standards.rules.layer_loading import steps_of
from app.standards.rules.own_tables import kept_faults
from tests.unit.standards.test_layering import NEUTRAL, Change, by_id, delivered, text

COLUMNS: list[dict[str, Any]] = [
    {**text("拠点名", "Site"), "type": "text"},
    {**text("従事者数", "Staff"), "type": "number", "unit": text("名", "people"), "decimals": 1},
    {**text("{institution}の承諾", "Consent"), "type": "yes_no", "required": False},
    {**text("種別", "Kind"), "type": "single", "options": [text("本店"), text("支店")]},
    {**text("所在国", "Countries"), "type": "country", "several": True},
    {**text("割合", "Share"), "type": "percent", "decimals": 2},
    {**text("契約日", "Signed on"), "type": "date"},
]


def own(**values):
    return Change("own.x", LayerAct.ADD, {**NEUTRAL, **values})


def table(*columns, **values):
    return own(type="table", columns=list(columns or COLUMNS), **values)


def rating(**labels):
    return own(
        type="score", min=1, max=5, labels={name.removeprefix("at_"): one for name, one in labels.items()}
    )


def read(*changes):
    said = written("q", ((one.question, one.act.value, layering.stored(one)) for one in changes), "")
    return said, LayerRead("q", said.encode(), "layer.yaml")


@pytest.mark.parametrize(
    "change",
    [table(), table(min_rows=0, max_rows=5), rating(at_5=text("良い"), at_1=text("悪い")), rating()],
)
def test_what_is_written_is_read_back_the_same(change):
    said, file = read(change)
    assert not file.faults
    assert layering.faults(delivered(), file.entries) == []
    assert [one.values for one in file.entries] == [layering.stored(change)]
    assert steps_of([change], file.entries) == []
    assert read(*[Change(one.question, LayerAct.ADD, one.values) for one in file.entries])[0] == said


def test_steps_are_written_in_their_order_as_numbers_and_none_is_not_written():
    said = read(rating(at_5=text("良い"), at_1=text("悪い")))[0]
    assert "  labels:\n    1:\n      ja: 悪い\n" in said
    assert said.index("悪い") < said.index("良い")
    assert "labels" not in layering.stored(rating())


def test_the_question_has_the_columns_and_the_labels():
    part = by_id(layering.layered(delivered(), [table(max_rows=9)]))["own.x"].parts[0]
    assert [(one.key, one.type, one.label.ja) for one in part.columns][:2] == [
        ("column_1", "text", "拠点名"), ("column_2", "number", "従事者数"),
    ]  # fmt: skip
    assert [one.required for one in part.columns] == [True, True, False, True, True, True, True]
    assert (part.columns[1].unit.en, part.columns[1].decimals, part.columns[4].several) == ("people", 1, True)
    assert [(one.key, one.label.ja) for one in part.columns[3].options] == [
        ("option_1", "本店"), ("option_2", "支店"),
    ]  # fmt: skip
    assert (part.min_rows, part.max_rows) == (1, 9)
    score = by_id(layering.layered(delivered(), [rating(at_1=text("悪い"))]))["own.x"].parts[0]
    assert {step: label.ja for step, label in score.labels.items()} == {1: "悪い"}


@pytest.mark.parametrize(
    ("change", "path", "name"),
    [
        (table({**text("一"), "type": "number"}), "columns[0].unit", "column_1_unit_ja"),
        (
            table(*COLUMNS[:2], {**text("一"), "type": "single", "options": [text("一")]}),
            "columns[2].options",
            "column_3_options_ja",
        ),
        (table({**text("{bank}です"), "type": "text"}), "columns[0].ja", "column_1_ja"),
        (table({**text("一", ""), "type": "text"}), "columns[0].en", "column_1_en"),
        (table({**text("一"), "type": "file"}), "columns[0]", "column_1_ja"),
        (table({**text("一"), "type": "text", "unit": text("名")}), "columns[0].unit", "column_1_unit_ja"),
        (table({**text("一"), "type": "percent", "decimals": 9}), "columns[0].decimals", "column_1_decimals"),
        (table(*[COLUMNS[0]] * 13), "columns", "column_1_ja"),
        (own(type="table", columns=[]), "columns", "column_1_ja"),
        (table(min_rows=5, max_rows=2), "max_rows", "rows_to"),
        (rating(at_7=text("良い")), "labels.7", "step_7_ja"),
        (rating(at_1=text("悪い", "")), "labels.1.en", "step_1_en"),
    ],
)
def test_a_fault_names_its_place_and_its_field(change, path, name):
    (fault,) = layering.faults(delivered(), [change])
    assert (fault.path, fault.name) == (path, name)


def test_a_fault_of_a_column_stands_at_its_line():
    said = read(table())[0].replace("decimals: 1", "decimals: 9")
    (fault,) = LayerRead("q", said.encode(), "layer.yaml").faults
    assert fault.reason == "9 is more than 6, the most allowed."
    assert said.splitlines()[fault.line - 1].strip() == "decimals: 9"
    assert field_of(fault.path.removeprefix("changes[0].")) == "column_2_decimals"


KEPT = {"type": "table", "columns": COLUMNS[:4]}


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        (COLUMNS, []),
        ([{**COLUMNS[0], **text("別名")}, *COLUMNS[1:4]], []),
        (COLUMNS[:3], ["column_1_ja"]),
        ([COLUMNS[1], COLUMNS[0], *COLUMNS[2:]], ["column_1_type", "column_2_type"]),
        ([*COLUMNS[:3], {**COLUMNS[3], "options": [text("本店")]}], ["column_4_options_ja"]),
        ([*COLUMNS[:3], {**COLUMNS[3], "options": [*COLUMNS[3]["options"], text("他")]}], []),
    ],
)
def test_what_was_published_keeps_its_columns_and_their_types(columns, names):
    found = kept_faults("own.x", "add", KEPT, {"type": "table", "columns": columns})
    assert [one.name for one in found] == names


def test_a_published_table_stays_a_table():
    assert [one.name for one in kept_faults("own.x", "add", KEPT, {"type": "text"})] == ["type"]


# --- buttons -------------------------------------------------------------------------------


def sent(*names, **more):
    given = MultiDict({f"column_{place}_ja": name for place, name in enumerate(names, start=1)})
    given.update({"text_ja": "質問", "when_facts": ["a", "b"], "column_99_ja": "何か", **more})
    return given


def names(found):
    made, count = found
    return [made[f"column_{place}_ja"] for place in range(1, count + 1)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (sent("一", "二", add_column="1"), ["一", "二", ""]),
        (sent("一", "", "三", add_column="1"), ["一", "", "三", ""]),
        (sent("一", "二", "三", remove_column="2"), ["一", "三"]),
        (sent("一", remove_column="1"), []),
        (sent("一", remove_column="5"), ["一"]),
        (sent("一", remove_column="x"), ["一"]),
        (sent("一", "", "三"), ["一", "三", ""]),
        (sent("一", "", "三", preview="1"), ["一", "三", ""]),
        (sent("一", "", reshape="1"), ["一", ""]),
        (sent(*"一二三四五六七八九十百千", add_column="1"), list("一二三四五六七八九十百千")),
        (sent(), []),
    ],
)
def test_columns_move_as_the_button_says(given, expected):
    assert names(arranged(given)) == expected


def test_a_column_moves_whole_and_what_is_gone_is_sent_empty():
    given = sent("一", "二", column_2_type="number", column_2_unit_ja="名", column_2_optional="y")
    made, _count = arranged(MultiDict([*given.items(multi=True), ("remove_column", "1")]))
    first = {part: made[f"column_1_{part}"] for part in ("ja", "type", "unit_ja", "optional")}
    assert first == {"ja": "二", "type": "number", "unit_ja": "名", "optional": "y"}
    assert (made["column_2_type"], made["column_12_ja"], made.getlist("column_2_optional")) == ("", "", [])
    assert (made["text_ja"], made.getlist("when_facts")) == ("質問", ["a", "b"])
    assert "column_99_ja" not in made
