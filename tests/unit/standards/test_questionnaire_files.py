"""A questionnaire that is wrong is refused with file, line and reason, and with nothing besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.content import Content, content

FILE = "questionnaires/to20/v1.yaml"
INTAKE = "questionnaires/intake/v1.yaml"


@pytest.fixture
def files(tmp_path: Path) -> Content:
    made = content(tmp_path)
    (tmp_path / "questionnaires/to20/v2.yaml").unlink()  # one version says what is wrong once
    return made


def test_a_sound_set_of_files_has_no_faults(files: Content) -> None:
    assert files.faults() == []


# What is changed, into what, words of the line that is named, the reason.
NOTATION = {
    "unknown key": ("about:", "abuot: x\nabout:", "abuot:", "The key “abuot” is unknown here."),
    "unknown key of a part": (
        "many: true", "many: true, few: true", "few: true", "The key “few” is unknown here.",
    ),
    "missing key": ("        scope: engagement\n", "", "id: 20-01", "“scope” is missing."),
    "no edition": ("edition: fisc/9r2\n", "", "key: ", "“edition” is missing."),
    "missing Japanese": (
        "title: {ja: 選定, en: Selection}", "title: {en: Selection}", "title: {en",
        "The Japanese text (ja) is missing.",
    ),
    "missing English": (
        "title: {ja: 選定, en: Selection}", "title: {ja: 選定}", "title: {ja: 選定}",
        "The English text (en) is missing.",
    ),
    "empty text": ("en: Selection", "en: ''", "title: {ja: 選定", "The text is empty."),
    "two paragraphs": (
        "about: {ja: 説明です。, en: What it is.}", 'about: {ja: 説明です。, en: "One.\\nTwo."}', "about: {ja",
        "A text is one paragraph without line breaks.",
    ),
    "text that is a flag": (
        "en: Selection", "en: true", "title: {ja",
        "Text is wanted here; put true, false and null into quotes if they are meant as text.",
    ),
    "text without languages": (
        "title: {ja: 選定, en: Selection}", "title: 選定", "title: 選定",
        "Keys with values are wanted here, as ja: and en: for a text.",
    ),
    "own name": (
        "{institution}は", "当行は", "当行は",
        "Write {institution} for the institution that uses this, not its name for itself.",
    ),
    "placeholder": (
        "{institution}は", "{bank}は", "{bank}は",
        "The placeholder {bank} is unknown; only {institution} may stand in Japanese texts.",
    ),
    "English placeholder": (
        "Has the institution", "Has {institution}", "Has {institution}",
        "English texts say “the institution”, without a placeholder.",
    ),
    "folded Japanese": (
        "承認を得ていますか。", "承認を 得ていますか。", "承認を 得",
        "A blank stands between Japanese characters: keep the text on one line.",
    ),
    "no whole number": ("weight: 2", "weight: much", "weight: much", "A whole number is wanted, not “much”."),
    "a list for a number": ("weight: 2", "weight: [2]", "weight: [2]", "A whole number is wanted."),
    "no number": ("max: 100", "max: many", "max: many", "A number is wanted, not “many”."),
    "a list for a bound": ("max: 100", "max: [1]", "max: [1]", "A number is wanted."),
    "a number without end": (
        "weight: 2", f"weight: {'9' * 5000}", "weight: 99",
        "This is not as it should be: Unable to parse input string as an integer, exceeded maximum size.",
    ),
    "weight too high": ("weight: 2", "weight: 6", "weight: 6", "6 is more than 5, the most allowed."),
    "weight too low": ("weight: 2", "weight: 0", "weight: 0", "0 is less than 1, the least allowed."),
    "cap too high": ("cap: 60", "cap: 101", "cap: 101", "101 is more than 100, the most allowed."),
    "cap too low": ("cap: 60", "cap: -1", "cap: -1", "-1 is less than 0, the least allowed."),
    "no flag": (
        "several: true", "several: yes", "several: yes", "true or false is wanted, without quotes.",
    ),
    "unknown word": (
        "scope: service", "scope: world", "scope: world",
        "“world” is not among: engagement, service, organisation or institution.",
    ),
    "no list": (
        "touches: [fisc/9r2/統20, fisc/8r/運108②]", "touches: fisc/9r2/統20", "touches: fisc",
        "A list is wanted here.",
    ),
    "unknown source": (
        "cite: 統20, from: S1", "cite: 統20, from: S9", "from: S9",
        "“S9” is not written as it should be here (^(S[1-5]|[RP][1-9]\\d*|BG|OWN)$).",
    ),
    "no source": (
        "sources: [{cite: 統20, from: S1}]", "sources: []", "sources: []",
        "More entries are wanted, at least 1.",
    ),
    "long key": ("key: paper", f"key: {'a' * 61}", "aaaaa", "This is longer than 60 characters."),
    "unknown type": (
        "type: text}", "type: prose}", "key: name",
        "“prose” is not among: text, date, yes_no, number, percent, country, single.",
    ),
    "no type": (
        "type: percent, ", "", "key: share",
        "“type” is missing, or the condition begins with none of fact, part, all, any, not.",
    ),
    "background knowledge": (
        "certainty: proposed", "certainty: confirmed", "id: 20-02",
        "Background knowledge alone confirms nothing: say certainty: proposed or unknown.",
    ),
    "another folder": (
        "key: to20", "key: to21", "key: to21", "“to21” lies in the folder to20; both must be the same.",
    ),
    "another version": (
        "version: 1", "version: 3", "version: 3", "“version: 3” lies in the file v1.yaml; both must be the same.",
    ),
}  # fmt: skip


NAMES = {
    "section twice": (
        "sections:\n",
        "sections:\n  - key: purpose\n    title: {ja: 甲, en: A}\n    questions:\n      - id: 20-00\n"
        "        scope: service\n        respondent: vendor\n        levels: both\n"
        "        text: {ja: 甲, en: A}\n        sources: [{from: S1}]\n        parts: [{key: a, type: text}]\n",
        "title: {ja: 目的", -1, "“purpose” is given twice; it stands in line 8 already.",
    ),
    "part twice": (
        "key: paper", "key: is_approved", "type: file", 0,
        "“is_approved” is given twice; it stands in line 21 already.",
    ),
    "option twice": (
        "key: half", "key: full", "一部", 0, "“full” is given twice; it stands in line 45 already.",
    ),
    "column twice": (
        "key: amount", "key: name", "金額", 0, "“name” is given twice; it stands in line 76 already.",
    ),
    "touched twice": (
        "fisc/8r/運108②", "fisc/9r2/統20", "touches:", 0,
        "“fisc/9r2/統20” is given twice; it stands in line 16 already.",
    ),
    "no such item": (
        "fisc/8r/運108②", "fisc/8r/運108③", "運108③", 0, "The item “fisc/8r/運108③” is not in the catalogue.",
    ),
    "no such edition": (
        "edition: fisc/9r2", "edition: fisc/99", "fisc/99", 0, "The edition “fisc/99” is not in the catalogue.",
    ),
}  # fmt: skip


PARTS = {
    "several parts without a label": (
        "label: {ja: 文書, en: Paper}, ", "", "key: paper", "A question of several parts gives each part a label.",
    ),
    "file that expects": ("many: true", "expect: yes", "key: paper", "The key “expect” is unknown here."),
    "yes or no": ("expect: yes", "expect: maybe", "expect: maybe", "“maybe” is not among: yes or no."),
    "unknown option expected": (
        "expect: {any: [iso]}", "expect: {any: [isms]}", "isms", "“isms” is not among the options: iso, soc.",
    ),
    "two ways to expect": (
        "expect: {any: [iso]}", "expect: {any: [iso], none: [soc]}", "none: [soc]",
        "Say exactly one of all, any, none.",
    ),
    "a choice that excludes the others is expected with them": (
        "{key: iso, label: {ja: ISO, en: ISO}}\n              - {key: soc, label: {ja: SOC, en: SOC}}\n"
        "            expect: {any: [iso]}",
        "{key: iso, label: {ja: ISO, en: ISO}}\n"
        "              - {key: soc, label: {ja: SOC, en: SOC}, exclusive: true}\n"
        "            expect: {all: [iso, soc]}",
        "all: [iso, soc]", "“soc” is chosen alone, so that all of these can never be chosen.",
    ),
    "only choices that exclude the others": (
        "{key: iso, label: {ja: ISO, en: ISO}}\n              - {key: soc, label: {ja: SOC, en: SOC}}",
        "{key: iso, label: {ja: ISO, en: ISO}, exclusive: true}\n"
        "              - {key: soc, label: {ja: SOC, en: SOC}, exclusive: true}",
        "key: iso", "At most one of these could ever be chosen: use one choice instead.",
    ),
    "one of the choices says none": (
        "label: {ja: SOC, en: SOC}", "label: {ja: いずれもない, en: Nowhere}", "いずれもない",
        "“いずれもない” reads as if it were chosen alone: add “exclusive: true”, or “exclusive: false” where it may "
        "stand beside others.",
    ),
    "one of the choices says none in English": (
        "label: {ja: SOC, en: SOC}", "label: {ja: 取得せず, en: None of these}", "取得せず",
        "“取得せず” reads as if it were chosen alone: add “exclusive: true”, or “exclusive: false” where it may "
        "stand beside others.",
    ),
    "a choice of one that excludes": (
        "{key: half, label: {ja: 一部, en: Some}, points: 0.5}",
        "{key: half, label: {ja: 一部, en: Some}, exclusive: true}", "key: half",
        "The key “exclusive” is unknown here.",
    ),
    "nothing expected": (
        "expect: {at_most: 24}", "expect: {}", "expect: {}", "Say at_least or at_most.",
    ),
    "expected outside": (
        "at_most: 24", "at_most: 240", "at_most: 240", "240 is expected, but an answer lies between 0 and 100.",
    ),
    "percent outside": (
        "at_least: 90", "at_least: 110", "at_least: 110", "110 is more than 100, the most allowed.",
    ),
    "score outside": (
        "expect: {at_least: 3}", "expect: {at_least: 99}", "at_least: 99",
        "99 is expected, but an answer lies between 1 and 5.",
    ),
    "bounds turned": ("min: 0", "min: 200", "max: 100", "200 is more than 100."),
    "expectation turned": (
        "expect: {at_most: 24}", "expect: {at_least: 30, at_most: 24}", "at_least: 30", "30 is more than 24.",
    ),
    "rows turned": ("max_rows: 50", "min_rows: 60\n            max_rows: 50", "max_rows: 50", "60 is more than 50."),
    "label beside the score": (
        "5: {ja: 高い", "7: {ja: 高い", "labels:", "The label stands at 7, but the score runs from 1 to 5.",
    ),
    "points": ("points: 0.5", "points: 1.5", "points: 1.5", "1.5 is more than 1, the most allowed."),
    "one option": (
        "              - {key: half, label: {ja: 一部, en: Some}, points: 0.5}\n", "", "options:",
        "More entries are wanted, at least 2.",
    ),
    "country": ("only: [JP, NO]", "only: [Japan]", "Japan", "“Japan” is not the two letters of a country."),
    "months": ("within_months: 12", "within_months: 0", "within_months", "0 is less than 1, the least allowed."),
    "too many parts": (
        "parts:\n          - key: kind", "parts: # many\n          - {key: more, type: text, label: {ja: 甲, en: A}}\n"
        "          - key: kind", "# many", "Fewer entries are wanted, at most 8.",
    ),
    "no unit": ("            unit: {ja: 時間, en: hours}\n", "", "key: hours", "“unit” is missing."),
    "points of several choices": (
        "{key: iso, label: {ja: ISO, en: ISO}}", "{key: iso, label: {ja: ISO, en: ISO}, points: 1}", "key: iso",
        "The key “points” is unknown here.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "reason"), (NOTATION | PARTS).values(), ids=NOTATION | PARTS)
def test_a_fault_is_named_with_its_line(files: Content, old: str, new: str, at: str, reason: str) -> None:
    files.change(FILE, old, new)
    assert files.faults() == [(FILE, files.line_of(FILE, at), reason)]


@pytest.mark.parametrize(("old", "new", "at", "offset", "reason"), NAMES.values(), ids=NAMES)
def test_a_name_is_given_once_and_leads_somewhere(
    files: Content, old: str, new: str, at: str, offset: int, reason: str
) -> None:
    files.change(FILE, old, new)
    assert files.faults() == [(FILE, files.line_of(FILE, at) + offset, reason)]


@pytest.mark.parametrize("said", ["true", "false"])
def test_a_choice_says_whether_it_excludes_the_others(files: Content, said: str) -> None:
    files.change(FILE, "label: {ja: SOC, en: SOC}", f"label: {{ja: なし, en: None}}, exclusive: {said}")
    assert files.faults() == []


def test_an_older_version_need_not_say_what_excludes_the_others(files: Content) -> None:
    second = files.root / "questionnaires/to20/v2.yaml"
    whole = (files.root / FILE).read_text(encoding="utf-8").replace("version: 1", "version: 2")
    second.write_text(
        whole.replace("ja: SOC, en: SOC}", "ja: いずれもない, en: None}, exclusive: true"), "utf-8"
    )
    files.change(FILE, "label: {ja: SOC, en: SOC}", "label: {ja: いずれもない, en: None}")
    assert files.faults() == []


def test_a_question_is_asked_once_in_a_questionnaire(files: Content) -> None:
    files.change(FILE, "id: 20-02", "id: 20-01")
    line = files.line_of(FILE, "scope: service") - 1
    assert (FILE, line, "“20-01” is given twice; it stands in line 11 already.") in files.faults()


def test_an_id_belongs_to_one_questionnaire(files: Content) -> None:
    files.change(INTAKE, "id: in-01", "id: 20-02")
    here, there = files.line_of(FILE, "id: 20-02"), files.line_of(INTAKE, "id: 20-02")
    assert files.faults() == [
        (FILE, here, f"The question “20-02” exists already: intake/v1.yaml, line {there}.")
    ]


def test_faults_of_several_files_are_told_in_one_pass_and_in_order(files: Content) -> None:
    files.change(FILE, "cap: 60", "cap: 600")
    files.change(FILE, "weight: 2", "weight: 20")
    files.change(INTAKE, "audience: institution", "audience: nobody")
    files.change("catalogue/matrices/cloud/v1.yaml", "actor: provider", "actor: nobody")
    found = files.faults()
    assert [name for name, _, _ in found] == ["catalogue/matrices/cloud/v1.yaml", INTAKE, FILE, FILE]
    assert [line for name, line, _ in found if name == FILE] == [18, 19]
