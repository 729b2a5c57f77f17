"""Filters of the audit log, what administrators see of it, what may lie in a draft."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from app.core.audit.reading import Entry
from app.overview import rules
from app.overview.rules import Break, LogFilter

ACTS, TABLES = {"setting:value:changed"}, {"setting", "organisation"}


def parse(**given: str) -> rules.Parsed:
    return rules.parse_filter(given, ACTS, TABLES)


def entry(table: str) -> Entry:
    now = datetime.now(UTC)
    pair: dict[str, list[Any] | None] = {"name": ["old", "new"]}
    return Entry(1, uuid4(), now, "x", table, uuid4(), table, uuid4(), None, "person", "changed", "why", pair)


def test_days_are_read_in_japanese_too_and_mean_japanese_days():
    wanted = rules.parse_filter({"from": "令和8年11月20日", "to": "R8.11.20"}, ACTS, TABLES).wanted
    assert wanted.from_on == wanted.until_on == date(2026, 11, 20)
    assert wanted.since == datetime(2026, 11, 19, 15, tzinfo=UTC)
    assert wanted.until == datetime(2026, 11, 20, 14, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "yesterday"), ("to", "13/13"), ("act", "drop table"), ("kind", "user'--"), ("subject", "42")],
)
def test_what_cannot_be_understood_is_named_and_left_out(name, value):
    parsed = parse(**{name: value})
    assert list(parsed.problems) == [name]
    assert parsed.wanted == LogFilter()


def test_a_period_that_ends_before_it_begins_is_named():
    assert list(rules.parse_filter({"from": "2026-11-20", "to": "2026-11-19"}, ACTS, TABLES).problems) == [
        "to"
    ]


@pytest.mark.parametrize("written", ["", "-1", "1e3", "１２", "9" * 30, "1\x00"])
def test_a_number_to_page_from_is_a_number_or_nothing(written):
    assert rules.number(written) is None


def test_a_huge_number_fits_every_database():
    assert rules.number("9" * 16) == rules.BIGGEST


@pytest.mark.parametrize("value", ["a\x00b", "\ud800"])
def test_text_that_no_database_can_keep_asks_for_nothing(value):
    assert parse(who=value).wanted.who == ""


def test_a_permit_cuts_the_filter_to_its_period():
    wanted = LogFilter(from_on=date(2026, 1, 1), who="sato", before=9)
    cut = wanted.within(date(2026, 4, 1), date(2026, 9, 30))
    assert cut == LogFilter(from_on=date(2026, 4, 1), until_on=date(2026, 9, 30), who="sato")
    assert LogFilter(until_on=date(2026, 5, 1)).within(date(2026, 4, 1), date(2026, 9, 30)).until_on == date(
        2026, 5, 1
    )


def test_administrators_see_the_act_and_not_the_evidence():
    hidden = rules.narrowed(entry("finding"), sees_values=False)
    assert (hidden.changes, hidden.reason) == ({}, "")
    assert rules.is_hidden(entry("finding"), sees_values=False)
    assert rules.narrowed(entry("finding"), sees_values=True).changes == {"name": ["old", "new"]}


@pytest.mark.parametrize("table", sorted(rules.ADMINISTRATION))
def test_administrators_see_what_they_administer(table):
    assert rules.narrowed(entry(table), sees_values=False).reason == "why"


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        ("missing: number 4 is not there, the next one is 5", Break.MISSING),
        ("does not follow the event before it (reordered, inserted or rewritten)", Break.ORDER),
        ("changed: its text does not bear its signature", Break.CHANGED),
        ("rewritten: the head kept outside names another signature here", Break.REWRITTEN),
        ("truncated: the head kept outside knows 9, the log ends at 7", Break.TRUNCATED),
        ("the head in the database says 9, the log ends at 7", Break.HEAD),
        ("no key k9", Break.KEY),
    ],
)
def test_each_way_to_break_the_chain_has_its_words(problem, kind):
    assert rules.break_of(problem) == kind


def test_a_draft_keeps_no_key_to_any_door():
    kept = rules.kept_fields(
        [("name", "a"), ("tag", "1"), ("tag", "2"), ("csrf_token", "t"), ("password", "p"), ("New_Password", "p"),
         ("client_secret", "s"), ("recovery_code", "r"), ("version", "3"), (rules.PAGE, "/evil")]
    )  # fmt: skip
    assert kept == {"name": ["a"], "tag": ["1", "2"]}


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            b'{"csp-report":{"effective-directive":"script-src","document-uri":"https://x/a?q=s#f"}}',
            "script-src /a",
        ),
        (b'{"csp-report":{"violated-directive":"img-src data:","document-uri":"about"}}', "img-src about"),
        (b'{"csp-report":{"violated-directive":"<b>","document-uri":"/"}}', ""),
        (b'{"csp-report":[]}', ""),
        (b"[]", ""),
        (b"\xff", ""),
        (b"[" * 8000, ""),
    ],
)
def test_of_a_report_only_the_rule_and_the_path_are_kept(body, detail):
    assert rules.report_of(body) == detail
