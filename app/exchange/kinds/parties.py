"""Organisations and their services as rows of other kinds name them; those nobody recorded yet are planned."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import fold
from app.core.words import N_
from app.exchange.kinds import then
from app.exchange.kinds.faults import Faults
from app.exchange.kinds.spellings import Spellings, as_code, exactly, legal_form, with_form
from app.register import readings
from app.register.models import NoNumberReason, Organisation, OrganisationCode, OrganisationKind, Service
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations, services
from app.register.rules import organisations as organisation_rules
from app.register.rules import services as service_rules
from app.register.rules.organisations import OrganisationFacts
from app.register.rules.services import ServiceFacts
from app.register.services import importing

# Signs of a footnote behind a name, as lists on web pages have them.
_FOOTNOTE = re.compile(r"[\s*＊※†‡]+\Z")

WHO = N_("Write the name of the organisation.")
NO_PARTY = N_(
    "No organisation “%(name)s” is recorded. Correct the name, import it first, or let missing parties be added."
)
SEVERAL_PARTIES = N_("Several organisations are called “%(name)s”. Write the corporate number instead.")
NO_SERVICE = N_(
    "%(provider)s has no service “%(name)s”. Correct the name, import it first, or let missing parties be added."
)
SEVERAL_SERVICES = N_("Several services are called “%(name)s”. Write the Sekisho ID of the service instead.")
WHOSE_SERVICE = N_("Say who provides the service.")
MAY_NOT_ADD = N_("“%(name)s” is not recorded, and you may not add it. Ask somebody who may.")


class Parties:
    """Organisations. What was merged into another leads there by its old names and numbers."""

    def __init__(self, ctx: Context, is_adding: bool, instant: datetime | None = None) -> None:
        self.ctx, self.is_adding = ctx, is_adding
        self.is_looking = False
        self.spellings = Spellings(exactly, as_code, with_form)
        self.others = Spellings(organisation_rules.name_key)
        self.loosely: dict[str, list[UUID]] = {}
        self.records: dict[UUID, Organisation] = {}
        self.planned: dict[UUID, str] = {}
        codes: dict[UUID, list[str]] = {}
        for code in db.session.scalars(select(OrganisationCode)) if instant is None else ():
            codes.setdefault(code.organisation_id, []).append(code.value)
        seen = organisations.visible_to(ctx)
        found = {each.id: each for each in then.records(Organisation, seen, instant)}
        for each in found.values():
            stays = _survivor(found, each)
            numbers = (each.corporate_number, each.lei, *codes.get(each.id, ()))
            names = (each.name,) if stays is each else ()
            self.spellings.learn(stays.id, names, numbers, names)
            self.others.learn(stays.id, (each.name_latin, each.name_kana, "" if names else each.name))
            if names:
                self.records[each.id] = each
                self.loosely.setdefault(each.name_key, []).append(each.id)

    def find(self, text: str | None, field: str) -> Organisation:
        if not text:
            raise DomainError(WHO, field)
        found = self._known(text) or self._known(_bare(text))
        if len(found) > 1:
            raise DomainError(SEVERAL_PARTIES, field, name=text)
        return self.records[found[0]] if found else self._plan(text, field)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """What is missing is not planned meanwhile: it is of a row that will not be stored."""
        self.is_looking = True
        try:
            yield
        finally:
            self.is_looking = False

    def _known(self, text: str) -> list[UUID]:
        return self.spellings.find(text) or self._alike(text) or self.others.find(text)

    def _alike(self, text: str) -> list[UUID]:
        """Recorded ones that are called so but for a legal form which one of the two leaves out.

        A Latin form tells companies of a group apart, so it may be missing in a file only.
        """
        form = legal_form(text)
        if form.isascii() and form:
            return []
        found = self.loosely.get(organisation_rules.name_key(text), [])
        return [each for each in found if not (form and legal_form(self.records[each].name))]

    def key(self, organisation: Organisation) -> str:
        """Equal for two rows that mean one organisation, be it recorded or planned."""
        return with_form(organisation.name) if organisation.id in self.planned else str(organisation.id)

    def _plan(self, text: str, field: str) -> Organisation:
        if not self.is_adding:
            raise DomainError(NO_PARTY, field, name=text)
        if not self.ctx.may(P.ORGANISATION_ADD):
            raise DomainError(MAY_NOT_ADD, field, name=text)
        name = _bare(text)
        planned = Organisation(name=name)
        if self.is_looking:
            return planned
        self.records[planned.id], self.planned[planned.id] = planned, name
        self.spellings.learn(planned.id, (name,), (), (name,))
        return planned

    def spelt(self, organisation: Organisation, text: str = "") -> str:
        """A planned one stays as the row has it: which row named it first must not matter."""
        if organisation.id in self.planned:
            return text or organisation.name
        known = (organisation.name, organisation.corporate_number, organisation.lei)
        return self.spellings.spelt(organisation.id, known)

    def store(self, reason: str) -> None:
        new = [self.records[party_id] for party_id in self.planned]
        rows: list[tuple[Organisation, OrganisationFacts, dict[str, str]]] = [
            (organisation, party_facts(self.planned[organisation.id]), {}) for organisation in new
        ]
        importing.store_organisations(self.ctx, rows, new=new, reason=reason)
        self.planned.clear()


def party_facts(name: str) -> OrganisationFacts:
    """What is known of somebody who was only named: neither country nor number."""
    return OrganisationFacts(
        name=name, kind=OrganisationKind.COMPANY, country="", no_number_reason=NoNumberReason.NOT_YET_CHECKED
    )


def _bare(text: str) -> str:
    return _FOOTNOTE.sub("", text) or text


def _survivor(found: dict[UUID, Organisation], each: Organisation) -> Organisation:
    while each.merged_into_id is not None and each.merged_into_id in found:
        each = found[each.merged_into_id]
    return each


class Offers:
    """Services: by whom they are provided and what they are called."""

    def __init__(self, ctx: Context, parties: Parties, instant: datetime | None = None) -> None:
        self.ctx, self.parties = ctx, parties
        self.records: dict[UUID, Service] = {}
        self.everywhere = Spellings(exactly, fold)
        self.by_party: dict[UUID, Spellings] = {}
        self.general: dict[UUID, Service] = {}
        self.planned: dict[UUID, str] = {}
        found = {each.id: each for each in then.records(Service, services.visible_to(ctx), instant)}
        for each in found.values():
            stays = each
            while stays.merged_into_id is not None and stays.merged_into_id in found:
                stays = found[stays.merged_into_id]
            self._learn(stays, each)

    def _learn(self, service: Service, called: Service) -> None:
        names = (called.name,) if called is service else ()
        others = (called.name, called.name_latin, called.name_kana)
        self.records[service.id] = service
        of_party = self.by_party.setdefault(service.organisation_id, Spellings(exactly, fold))
        for spellings in (self.everywhere, of_party):
            spellings.learn(service.id, names, others)
        if service.is_placeholder:
            self.general.setdefault(service.organisation_id, service)

    def find(self, provider: str | None, name: str | None, fields: tuple[str, str]) -> Service:
        """`fields`: where the row has the provider and the service. No name means services in general."""
        if provider and not (name and self._is_id(name)):
            return self.of_party(self.parties.find(provider, fields[0]), name, fields[1])
        if not name:
            raise DomainError(WHOSE_SERVICE, fields[0])
        found = self.everywhere.find(name)
        if len(found) > 1:
            raise DomainError(SEVERAL_SERVICES, fields[1], name=name)
        if not found:
            raise DomainError(WHOSE_SERVICE, fields[0])
        return self.records[found[0]]

    def look_up_provider(self, faults: Faults, values: Mapping[str, Any], fields: tuple[str, str]) -> None:
        """Whoever the row says provides it; beside the ID of a service nobody asks."""
        provider, name = (values.get(field) for field in fields)
        if provider and not (name and self._is_id(name)):
            faults.look((), self.parties.find, provider, fields[0])

    def of_party(self, party: Organisation, name: str | None, field: str) -> Service:
        if not name and party.id in self.general:
            return self.general[party.id]
        called = name or readings.SERVICES_IN_GENERAL
        found = self.known(party, called)
        if len(found) > 1:
            raise DomainError(SEVERAL_SERVICES, field, name=called)
        return self.records[found[0]] if found else self._plan(party, called, field)

    def known(self, party: Organisation, name: str) -> list[UUID]:
        of_party = self.by_party.get(party.id)
        return of_party.find(name) if of_party else []

    def _is_id(self, name: str) -> bool:
        found = self.everywhere.find(name)
        return len(found) == 1 and as_code(name) == str(found[0])

    def _plan(self, party: Organisation, name: str, field: str) -> Service:
        if not self.parties.is_adding:
            raise DomainError(NO_SERVICE, field, provider=party.name, name=name)
        if not self.ctx.may(P.SERVICE_ADD):
            raise DomainError(MAY_NOT_ADD, field, name=name)
        planned = Service(organisation_id=party.id, name=name, is_placeholder=is_general(name))
        if self.parties.is_looking:
            return planned
        self.planned[planned.id] = name
        self._learn(planned, planned)
        return planned

    def spelt(self, service: Service, provider: str = "", name: str = "") -> tuple[str, str]:
        """Provider and service as a row may name them; `provider`, `name`: what the row has for planned ones."""
        party = self.parties.records[service.organisation_id]
        theirs = self.parties.spelt(party, provider)
        if service.id in self.planned:
            return theirs, name or service.name
        return theirs, self.by_party[party.id].spelt(service.id, (service.name,))

    def key(self, service: Service) -> tuple[str, str]:
        """Equal for two rows that mean one service, be it recorded or planned."""
        if service.id not in self.planned:
            return ("id", str(service.id))
        party = self.parties.records[service.organisation_id]
        return self.parties.key(party), service_rules.name_key(service.name)

    def provider(self, service: Service) -> Organisation:
        return self.parties.records[service.organisation_id]

    def store(self, reason: str) -> None:
        """Whatever rows named and nobody had recorded: the parties, then their services."""
        self.parties.store(reason)
        rows = [
            (service, service_facts(service.organisation_id, name), self.provider(service))
            for service, name in ((self.records[each], name) for each, name in self.planned.items())
        ]
        importing.store_services(self.ctx, rows, new=set(self.planned), reason=reason)
        self.planned.clear()


def is_general(name: str) -> bool:
    return fold(name) == fold(readings.SERVICES_IN_GENERAL)


def service_facts(organisation_id: UUID, name: str) -> ServiceFacts:
    kana = readings.SERVICES_IN_GENERAL_KANA if name == readings.SERVICES_IN_GENERAL else ""
    return ServiceFacts(organisation_id=organisation_id, name=name, name_kana=kana)
