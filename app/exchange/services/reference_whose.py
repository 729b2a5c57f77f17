"""Whose a workbook says it is, and under which terms, held against the reference that it was brought to."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Select

from app.assurance.models import Disclosure
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.translating import in_language
from app.core.words import N_, field_label, value_label
from app.exchange.models import ReferenceImport
from app.exchange.reading.mapping import Field
from app.exchange.reading.values import Choice, OneOf
from app.exchange.rules import reference_terms, reference_whose
from app.exchange.rules.reference_heads import Head
from app.exchange.rules.reference_layouts import TABLES, Sort
from app.exchange.rules.reference_terms import Terms, TermsDifference
from app.exchange.rules.reference_whose import Called, Own, Stated
from app.exchange.services.reference_reading import sheet_at
from app.references.models import SecurityReference
from app.references.queries import frames
from app.references.rules.facts import ReferenceFacts
from app.references.services import agreeing, keeping
from app.register.models import Organisation, Service
from app.register.queries import organisations

LANGUAGES = ("ja", "en")
CANNOT_TAKE = N_(
    "The terms of the reference cannot be taken over from this file. Leave them as they are here."
)


# --- service, provider, edition ------------------------------------------------------------------


@dataclass(frozen=True)
class Whose:
    """`others`: the fields in which the file names something else than the reference has."""

    stated: Stated
    own: Own
    others: tuple[str, ...]


def whose(ctx: Context, reference: SecurityReference, brought: ReferenceImport) -> Whose:
    said = stated(brought)
    own = own_of(ctx, reference)
    if said.edition and not reference_whose.has_ref(said.edition):
        own = replace(own, editions=_with_known(ctx, own))
    return Whose(said, own, reference_whose.others(said, own))


def stated(brought: ReferenceImport) -> Stated:
    """By any sheet that is no table, the one of premises first: leaving that out does not make it another file."""
    tables = {brought.reading[sort]["sheet"] for sort in TABLES if sort.value in brought.reading}
    others = [at for at in range(len(brought.content["sheets"])) if at not in tables]
    head = brought.reading.get(Sort.HEAD, {}).get("sheet")
    sheets = (sheet_at(brought, at) for at in sorted(others, key=lambda at: at != head))
    headings = (text for _at, text in brought.reading[Sort.RECORDS]["headings"])
    return reference_whose.stated(sheets, headings, whose_fields())


def own_of(ctx: Context, reference: SecurityReference) -> Own:
    """A provider's person reads no services. Of the editions it knows its own."""
    names = dict(zip(LANGUAGES, (reference.edition_ja, reference.edition_en), strict=True))
    names = {language: name or reference.edition for language, name in names.items()}
    provider, number, service = _called(ctx, reference)
    return Own(
        reference.title, service, provider, number, reference.edition, names,
        {reference.edition: tuple(names.values())},
    )  # fmt: skip


def _called(ctx: Context, reference: SecurityReference) -> tuple[Called, str, Called]:
    columns: list[Any] = [
        Organisation.name, Organisation.name_latin, Organisation.name_kana, Organisation.corporate_number,
    ]  # fmt: skip
    query: Select[Any] = organisations.visible_to(ctx).where(Organisation.id == reference.organisation_id)
    if not ctx.is_vendor:
        columns += [Service.name, Service.name_latin, Service.name_kana]
        query = query.join(Service, Service.id == reference.service_id)
    row = db.session.execute(query.with_only_columns(*columns)).first()
    if row is None:
        return Called(), "", Called()
    return Called(_names(*row[:3])), row.corporate_number or "", Called(_names(*row[4:]))


def _names(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _with_known(ctx: Context, own: Own) -> dict[str, tuple[str, ...]]:
    """With the other editions, each with the name of the standard before it and without. A provider's person does not
    read the catalogue."""
    if ctx.is_vendor:
        return dict(own.editions)
    known = {
        key: tuple(
            name
            for language in LANGUAGES
            for title in (edition.within(language),)
            for name in (f"{framework.within(language)} {title}", title)
        )
        for key, (framework, edition) in frames.edition_titles(frames.current()).items()
    }
    return {**known, own.edition: (*own.edition_names.values(), *known.get(own.edition, ()))}


@cache
def whose_fields() -> tuple[Field, ...]:
    labels: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        with in_language(language):
            for key in reference_whose.WHOSE:
                table = "organisation" if key == reference_whose.NUMBER else "security_reference"
                labels[key] = (*labels.get(key, ()), field_label(table, key))
    return reference_whose.fields_of(labels)


# --- terms ---------------------------------------------------------------------------------------


class Hindrance(StrEnum):
    """Why the terms of a file cannot be taken over."""

    NOT_OURS = "not_ours"  # a provider's people do not decide on the terms
    UNREAD = "unread"  # a cell cannot be read
    NO_WORDS = "no_words"  # readers would have nothing to agree to
    NOT_AGREED = "not_agreed"  # to the present ones, by who would change them


@dataclass(frozen=True)
class Offer:
    """Other terms than the reference has, and whether they can be taken over."""

    difference: TermsDifference
    hindrance: Hindrance | None

    @property
    def is_proposed(self) -> bool:
        return self.hindrance is None and self.difference.is_stricter


def offered(ctx: Context, reference: SecurityReference, brought: ReferenceImport) -> Offer | None:
    """What the sheet of premises says of the terms; None where that is nothing new."""
    held = brought.reading.get(Sort.HEAD)
    if held is None:
        return None
    head = Head(sheet_at(brought, held["sheet"]), terms_fields())
    found = reference_terms.compared(head, Terms(reference.disclosure, reference.terms))
    return None if found is None else Offer(found, _hindrance(ctx, reference, found))


def _hindrance(ctx: Context, reference: SecurityReference, found: TermsDifference) -> Hindrance | None:
    if ctx.is_vendor:
        return Hindrance.NOT_OURS
    if found.problems:
        return Hindrance.UNREAD
    if found.lacks_words:
        return Hindrance.NO_WORDS
    return Hindrance.NOT_AGREED if agreeing.must_agree(ctx, reference) else None


def take(ctx: Context, reference: SecurityReference, offer: Offer | None) -> None:
    """As its form would: who has not agreed to the present terms changes none."""
    if offer is None or offer.hindrance is not None:
        raise DomainError(CANNOT_TAKE, "terms")
    after = offer.difference.after
    facts = ReferenceFacts(**{each.name: getattr(reference, each.name) for each in fields(ReferenceFacts)})
    facts = replace(facts, disclosure=after.disclosure, terms=after.text)
    try:
        keeping.edit_reference(ctx, reference, facts, seen=reference.version)
    except DomainError as error:
        raise DomainError(error.message, "terms", **error.params) from error


@cache
def terms_fields() -> tuple[Field, ...]:
    labels: dict[str, tuple[str, ...]] = {}
    said: dict[Disclosure, list[str]] = {}
    for language in LANGUAGES:
        with in_language(language):
            for key in reference_terms.FIELDS:
                labels[key] = (*labels.get(key, ()), field_label("security_reference", key))
            for member in Disclosure:
                said.setdefault(member, []).append(value_label(member))
    choice = OneOf([Choice(member, (*words, member.value)) for member, words in said.items()])
    return reference_terms.fields_of(labels, choice)
