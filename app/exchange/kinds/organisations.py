"""Organisations in files: by which of them a row is known, and what it may say."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields as fields_of
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.core.errors import DomainError
from app.core.listing import is_id
from app.core.words import N_, value_label
from app.exchange import plain
from app.exchange.kinds import then
from app.exchange.kinds.base import Accepted, Kind, Match
from app.exchange.kinds.faults import Faults
from app.exchange.kinds.labels import labels_of
from app.exchange.reading import values as read
from app.exchange.reading.book import Cell
from app.exchange.reading.mapping import Field
from app.register.models import (
    NoNumberReason,
    Organisation,
    OrganisationCode,
    OrganisationKind,
    SubcontractAct,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations as queries
from app.register.rules import likeness
from app.register.rules import organisations as rules
from app.register.rules.organisations import HOME, UNKNOWN, OrganisationFacts
from app.register.services import importing

TABLE = "organisation"
# Field of a file → whose code it is, as it stands on the organisation's page.
SCHEMES = {"own_code": "取引先コード", "edinet_code": "EDINETコード", "securities_code": "証券コード"}
NAMES = (
    "商号", "会社名", "取引先名", "委託先名", "企業名", "提出者名", "法人名", "company", "company name",
)  # fmt: skip
# The first that is contained decides: 個人（組合発行者を除く） is a person.
KIND_WORDS = (
    (OrganisationKind.INDIVIDUAL, ("個人",)),
    (OrganisationKind.GOVERNMENT, ("政府", "官公庁", "公共団体", "独立行政法人")),
    (OrganisationKind.COMPANY, ("法人", "会社", "組合")),
)
NUMBERS = ("corporate_number", "lei")
KNOWN_BY = ("name", *NUMBERS, *SCHEMES)
# What the register judges together: with all other fields silent each rule speaks of these alone.
TOGETHER = (
    ("name_kana",), ("country",), ("lei",), ("website",), ("net_assets", "fiscal_year_end"),
    ("corporate_number", "kind"), ("corporate_number", "invoice_number"),
    ("no_number_reason", "kind", "corporate_number"), ("no_number_reason", "no_number_note", "corporate_number"),
    ("no_number_reason", "country", "corporate_number", "name"),
)  # fmt: skip

TWO_RECORDS = N_("The row fits two records: %(first)s and %(second)s. Correct its numbers.")
SEVERAL_NAMED = N_("Several organisations have this name. Add a number or a code that tells them apart.")
ALIKE = N_(
    "%(name)s is recorded already and may be the same. Say so by its number, or confirm that it is another."
)
RENAMED = N_(
    "This number or code is that of %(name)s, whose name is quite different. Correct the number, "
    "or confirm that the name changed."
)
NO_PARENT = N_("No organisation “%(name)s” is recorded as a parent. Import it first, or correct the name.")
UNKNOWN_ID = N_("No record has this ID. Delete the ID to add a new one.")
TAKEN = N_("%(name)s has this number already.")


@cache
def fields() -> tuple[Field, ...]:
    return (
        _field("name", read.line, *NAMES, is_required=True),
        _field("name_kana", read.line, "商号カナ", "フリガナ", "ヨミ", "提出者名ヨミ", "提出者名（ヨミ）", "カナ"),
        _field("name_latin", read.line, "英文名", "英字名", "提出者名英字", "提出者名（英字）", "english name"),
        _field("kind", _kind, "法人種別", "提出者種別"),
        _field("country", read.country, "国", "国名", "所在国", "本店所在国"),
        _field("corporate_number", read.corporate_number, "提出者法人番号", "corporate no"),
        _field("no_number_reason", read.one_of(read.choices_of(NoNumberReason)), "法人番号なしの理由"),
        _field("no_number_note", read.line),
        _field("lei", read.lei, "LEIコード"),
        _field("invoice_number", read.invoice_number, "インボイス番号", "登録番号", "適格請求書発行事業者登録番号"),
        _field("address", read.line, "住所", "本店所在地"),
        _field("representative", read.line, "代表者名", "代表者氏名"),
        _field("website", read.line, "URL", "ホームページ"),
        _field("parent_id", read.line, "親会社名", "parent"),
        _field("fiscal_year_end", read.day, "決算期"),
        _field("net_assets", read.yen, "純資産", is_money=True),
        _field("subcontract_act", read.one_of(read.choices_of(SubcontractAct))),
        _field("ended_on", read.day, "廃業日", "消滅日"),
        _field("note", read.text, "備考", "摘要", "remarks", "comments"),
        Field("own_code", ("取引先コード", "Own code"), read.code, ("顧客番号", "取引先番号", "cif", "vendor code")),
        Field("edinet_code", ("EDINETコード", "EDINET code"), read.code, ("ＥＤＩＮＥＴコード",)),
        Field("securities_code", ("証券コード", "Securities code"), read.code),
        Field("id", ("Sekisho ID", "Sekisho record"), read.code),
    )  # fmt: skip


@cache
def _kind_reader() -> read.Reader:
    return read.one_of(read.choices_of(OrganisationKind))


def _kind(cell: Cell) -> OrganisationKind | None:
    """Our own words; or words that begin with what somebody else's list calls it."""
    try:
        found: OrganisationKind | None = _kind_reader()(cell)
    except read.ValueProblem:
        text = read.line(cell) or ""
        for kind, words in KIND_WORDS:
            if any(word in text for word in words):
                return kind
        raise
    return found


def _field(key: str, reader: read.Reader, *synonyms: str, **more: Any) -> Field:
    return Field(key, labels_of(TABLE, key), reader, synonyms, **more)


class OrganisationDesk:
    def __init__(self, ctx: Context, _is_adding: bool = False, *, instant: datetime | None = None) -> None:
        self.ctx = ctx
        self.records: dict[UUID, Organisation] = {}
        self.by_number: dict[tuple[str, str], UUID] = {}
        self.by_name: dict[str, list[UUID]] = defaultdict(list)
        self.by_key: dict[str, list[UUID]] = defaultdict(list)
        self.codes: dict[UUID, dict[str, str]] = defaultdict(dict)
        for found in then.records(Organisation, queries.visible_to(ctx), instant):
            if found.merged_into_id is None:
                self._learn(found)
        for code in then.parts(OrganisationCode, instant, _removed_code):
            self.codes[code.organisation_id][code.scheme] = code.value
            self.by_number[code.scheme, code.value] = code.organisation_id

    def _learn(self, found: Organisation) -> None:
        self.records[found.id] = found
        self.by_name[found.name].append(found.id)
        self.by_key[found.name_key].append(found.id)
        for field in NUMBERS:
            if getattr(found, field):
                self.by_number[field, getattr(found, field)] = found.id

    def settle(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A parent is said again as it is recorded, so that another spelling of it is no change."""
        found = self._named_parents(values["parent_id"]) if values.get("parent_id") else []
        return {**values, "parent_id": self.records[found[0]].name} if len(found) == 1 else values

    def key(self, values: Mapping[str, Any]) -> Any:
        for field in ("id", "corporate_number", "lei", *SCHEMES):
            if values.get(field):
                return field, values[field]
        return ("name", values.get("name"), values.get("country"))

    def match(self, values: Mapping[str, Any]) -> Match:
        if values.get("id"):
            return self._by_id(values["id"])
        found = list(dict.fromkeys(self._by_numbers(values)))
        if len(found) > 1:
            first, second = (self.records[one].name for one in found[:2])
            return Match(conflict=TWO_RECORDS, params={"first": first, "second": second}, may_be=found)
        return self._numbered(found[0], values) if found else self._named(values)

    def _by_id(self, text: str) -> Match:
        if is_id(text) and UUID(text) in self.records:
            return Match(UUID(text))
        return Match(conflict=UNKNOWN_ID)

    def _by_numbers(self, values: Mapping[str, Any]) -> Iterable[UUID]:
        for field in NUMBERS:
            if values.get(field) and (field, values[field]) in self.by_number:
                yield self.by_number[field, values[field]]
        for field, scheme in SCHEMES.items():
            found = self.by_number.get((scheme, values.get(field) or ""))
            if found in self.records:
                yield found

    def _numbered(self, record_id: UUID, values: Mapping[str, Any]) -> Match:
        """A number that was typed wrong is somebody else's: a name quite unlike the recorded one is asked about."""
        record = self.records[record_id]
        stated = (values.get("name") or "", values.get("name_kana") or "", values.get("name_latin") or "")
        held = (record.name, record.name_kana, record.name_latin)
        if not stated[0] or likeness.may_be_renamed(stated, held):
            return Match(record_id)
        return Match(record_id, alike=RENAMED, params={"name": record.name}, may_be=[record_id])

    def _named(self, values: Mapping[str, Any]) -> Match:
        """Without a number a row is known by its name alone, as long as one record has it."""
        may_be = [one for one in self.by_name.get(values["name"], []) if not self._differs(one, values)]
        if len(may_be) > 1:
            return Match(conflict=SEVERAL_NAMED, may_be=may_be)
        if may_be:
            return Match(may_be[0])
        key = rules.name_key(values["name"])
        alike = [one for one in self.by_key.get(key, []) if not self._differs(one, values)]
        if not alike:
            return Match()
        return Match(alike=ALIKE, params={"name": self.records[alike[0]].name}, may_be=alike)

    def _differs(self, record_id: UUID, values: Mapping[str, Any]) -> bool:
        """Whether a number says that the row is another organisation than this one."""
        record, codes = self.records[record_id], self.codes[record_id]
        held = {field: getattr(record, field) for field in NUMBERS}
        held |= {field: codes.get(scheme) for field, scheme in SCHEMES.items()}
        return any(held[field] and values.get(field) and held[field] != values[field] for field in held)

    def current(self, record_id: UUID) -> Mapping[str, Any]:
        record = self.records[record_id]
        present = {field.name: getattr(record, field.name) for field in fields_of(OrganisationFacts)}
        parent = self.records.get(record.parent_id) if record.parent_id else None
        codes = {field: self.codes[record_id].get(scheme) for field, scheme in SCHEMES.items()}
        return {**present, "parent_id": parent.name if parent else None, **codes, "id": str(record_id)}

    def check(self, values: Mapping[str, Any], record_id: UUID | None) -> None:
        facts = rules.checked(self._facts(values))
        for field in NUMBERS:
            self._check_free(field, getattr(facts, field), record_id)
        if facts.parent_id is not None and record_id is not None:
            self._check_parent(record_id, facts.parent_id)

    def _check_free(self, field: str, number: str | None, record_id: UUID | None) -> None:
        holder = self.by_number.get((field, number or ""))
        if holder is not None and holder != record_id:
            raise DomainError(TAKEN, field, name=self.records[holder].name)

    def _check_parent(self, record_id: UUID, parent_id: UUID) -> None:
        parent = self.records[parent_id]
        rules.check_parent(record_id, parent.id, parent.name, list(self._above(parent)))

    def known_by(self, _values: Mapping[str, Any]) -> Sequence[str]:
        return KNOWN_BY

    def looking(self) -> AbstractContextManager[None]:
        return nullcontext()

    def look_up(self, values: Mapping[str, Any], faults: Faults) -> None:
        if values.get("parent_id"):
            faults.look((), self._parent, values["parent_id"])

    def look_over(self, values: Mapping[str, Any], record_id: UUID | None, faults: Faults) -> None:
        for names in TOGETHER:
            part = {"name": "-", **{name: values[name] for name in names if values.get(name) is not None}}
            faults.rule(names, rules.checked, self._facts(part))
        if not faults.is_known:
            return
        for field in NUMBERS:
            faults.rule((field,), self._check_free, field, values.get(field), record_id)
        if record_id is not None and values.get("parent_id") and "parent_id" not in faults.unread:
            faults.rule(("parent_id",), self._check_parent, record_id, self._parent(values["parent_id"]))

    def _above(self, organisation: Organisation) -> Iterable[UUID]:
        seen: set[UUID] = set()
        parent_id = organisation.parent_id
        while parent_id is not None and parent_id not in seen:
            seen.add(parent_id)
            yield parent_id
            parent_id = self.records[parent_id].parent_id if parent_id in self.records else None

    def _facts(self, values: Mapping[str, Any]) -> OrganisationFacts:
        known = {field.name for field in fields_of(OrganisationFacts)}
        given = {key: value for key, value in values.items() if key in known and not plain.is_empty(value)}
        given.setdefault("country", HOME if _is_japanese(given) else UNKNOWN)
        given.setdefault("kind", OrganisationKind.COMPANY)
        if given.get("corporate_number"):
            given.pop("no_number_reason", None)
        elif "no_number_reason" not in given:
            given["no_number_reason"] = _reason(given)
        if "parent_id" in given:
            given["parent_id"] = self._parent(given["parent_id"])
        return OrganisationFacts(**given)

    def _parent(self, name: str) -> UUID:
        found = self._named_parents(name)
        if len(found) != 1:
            raise DomainError(NO_PARENT, "parent_id", name=name)
        return found[0]

    def _named_parents(self, name: str) -> list[UUID]:
        return self.by_name.get(name) or self.by_key.get(rules.name_key(name)) or []

    def label(self, values: Mapping[str, Any]) -> str:
        return str(values.get("name") or "")

    def apply(self, rows: Sequence[Accepted], source: str) -> None:
        prepared, new = [], []
        for row in rows:
            is_new = row.record_id is None
            organisation = Organisation() if row.record_id is None else self.records[row.record_id]
            whole = dict(row.values) if is_new else {**self.current(organisation.id), **row.values}
            prepared.append((organisation, self._facts(whole), self._changed_codes(organisation, row.values)))
            if is_new:
                new.append(organisation)
        importing.store_organisations(self.ctx, prepared, new=new, reason=source)

    def _changed_codes(self, organisation: Organisation, values: Mapping[str, Any]) -> dict[str, str]:
        held = self.codes.get(organisation.id, {})
        stated = {scheme: values[field] or "" for field, scheme in SCHEMES.items() if field in values}
        return {scheme: value for scheme, value in stated.items() if value != held.get(scheme, "")}


def _is_japanese(values: Mapping[str, Any]) -> bool:
    """A list of Japanese companies names no country; of a company with a Latin name alone nobody can tell."""
    return bool(values.get("corporate_number")) or not str(values.get("name", "")).isascii()


def _reason(values: Mapping[str, Any]) -> NoNumberReason:
    """A file seldom says why a number is missing; what its other columns say decides, or nobody has looked."""
    if values["kind"] == OrganisationKind.INDIVIDUAL:
        return NoNumberReason.INDIVIDUAL
    if values["country"] in (HOME, UNKNOWN):
        return NoNumberReason.NOT_YET_CHECKED
    return NoNumberReason.FOREIGN


def _removed_code(code_id: UUID) -> OrganisationCode:
    return OrganisationCode(id=code_id, organisation_id=code_id, scheme="", value="")


def rows(ctx: Context, moment: Moment | None) -> Iterable[Mapping[str, Any]]:
    desk = OrganisationDesk(ctx, instant=then.instant_of(moment))
    ordered = sorted(desk.records.values(), key=lambda found: (found.sort_key, found.id))
    return (desk.current(found.id) for found in ordered)


def _choices() -> Mapping[str, Sequence[str]]:
    """Of the readers that take other words, too."""
    return {"kind": [value_label(kind) for kind in OrganisationKind]}


ORGANISATIONS = Kind(
    "organisations",
    TABLE,
    fields=fields,
    open=OrganisationDesk,
    rows=rows,
    view=P.ORGANISATION_VIEW,
    add=P.ORGANISATION_ADD,
    edit=P.ORGANISATION_EDIT,
    choices=_choices,
)
