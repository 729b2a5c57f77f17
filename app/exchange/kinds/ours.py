"""Units, people, functions and systems of ours, as a ledger names them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import fold
from app.core.words import N_
from app.exchange.kinds.spellings import Spellings, as_code, exactly
from app.identity import queries as identity
from app.identity.models import User
from app.register.queries import functions, systems
from app.register.services import engagements as acts

NO_UNIT = N_("There is no unit “%(name)s”. Write its code, or its name as it stands in the tree of units.")
NO_FUNCTION = N_("No business function “%(name)s” is recorded. Add it first, or correct the name.")
NO_SYSTEM = N_("No information system “%(name)s” is recorded. Add it first, or correct its ledger number.")
SEVERAL = N_("Several records are called “%(name)s”. Write the code or number that tells them apart.")
NO_PERSON = N_("There is no colleague “%(name)s”. Write the e-mail address of the account.")
SEVERAL_PEOPLE = N_("Several colleagues are called “%(name)s”. Write the e-mail address of the account.")

Named = tuple[UUID, str, str]


class Book:
    """Records with a code and a name, of which a row names one or several."""

    def __init__(self, records: Iterable[Named], missing: str) -> None:
        self.missing = missing
        self.spellings = Spellings(as_code, exactly, fold)
        self.names: dict[UUID, tuple[str, str]] = {}
        for record_id, code, name in records:
            self.names[record_id] = (code, name)
            self.spellings.learn(record_id, (code,), (name,), (name,))

    def find(self, text: str, field: str) -> UUID:
        found = self.spellings.find(text)
        if len(found) != 1:
            raise DomainError(SEVERAL if found else self.missing, field, name=text)
        return found[0]

    def spelt(self, record_id: UUID, *, in_list: bool = False) -> str:
        code, name = self.names[record_id]
        return self.spellings.spelt(record_id, (name, code), in_list=in_list)

    def find_all(self, texts: Sequence[str], field: str) -> set[UUID]:
        return {self.find(text, field) for text in texts}

    def spelt_all(self, ids: Iterable[UUID]) -> list[str]:
        return sorted({self.spelt(each, in_list=True) for each in ids})


def units(ctx: Context) -> Book:
    return Book(((unit.id, unit.code, unit.name) for unit in identity.list_units(ctx)), NO_UNIT)


def functions_of_ours(ctx: Context) -> Book:
    found = db.session.scalars(functions.visible_to(ctx))
    return Book(((each.id, "", each.name) for each in found), NO_FUNCTION)


def systems_of_ours(ctx: Context) -> Book:
    found = db.session.scalars(systems.visible_to(ctx))
    return Book(((each.id, each.ledger_number, each.name) for each in found), NO_SYSTEM)


class Owners:
    """管理責任者: a colleague by e-mail address, or by a name that is clear within the unit."""

    def __init__(self, ctx: Context) -> None:
        self.spellings = Spellings(as_code, exactly, fold)
        self.people: dict[UUID, User] = {}
        self.of_unit: dict[UUID, Sequence[Any]] = {}
        self.ctx = ctx
        for user in db.session.scalars(identity.visible_users(ctx).where(User.organisation_id.is_(None))):
            self.people[user.id] = user
            self.spellings.learn(user.id, (user.email,), (user.name,), (user.name,))

    def for_unit(self, ctx: Context, unit_id: UUID) -> Sequence[Any]:
        if unit_id not in self.of_unit:
            self.of_unit[unit_id] = acts.owners_for(ctx, unit_id)
        return self.of_unit[unit_id]

    def find(self, text: str, unit_id: UUID | None, field: str) -> UUID:
        found = self.spellings.find(text)
        if len(found) > 1 and unit_id is not None:
            keepers = {user.id for user in self.for_unit(self.ctx, unit_id)}
            found = [each for each in found if each in keepers] or found
        if len(found) != 1:
            raise DomainError(SEVERAL_PEOPLE if found else NO_PERSON, field, name=text)
        return found[0]

    def look_up(self, text: str, unit_id: UUID | None, field: str) -> None:
        """Of which unit is not known yet, one of several may turn out to be meant."""
        if unit_id is not None or not self.spellings.find(text):
            self.find(text, unit_id, field)

    def spelt(self, user_id: UUID, unit_id: UUID) -> str:
        user = self.people.get(user_id)
        if user is None:
            return str(user_id)
        try:
            is_clear = self.find(user.name, unit_id, "") == user_id
        except DomainError:
            is_clear = False
        return self.spellings.spelt(user_id, (user.name,)) if is_clear else user.email


def lists(books: Mapping[str, Book]) -> Callable[[Mapping[str, Any]], dict[str, list[str]]]:
    """What a row lists of ours, in the register's own spelling and order."""

    def settle(values: Mapping[str, Any]) -> dict[str, list[str]]:
        return {
            field: book.spelt_all(book.find_all(values[field], field))
            for field, book in books.items()
            if values.get(field)
        }

    return settle
