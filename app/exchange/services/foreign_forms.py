"""Forms of others: read, kept for a while, and made a questionnaire of our own when somebody says so."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update

from app.core import dates
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound, StaleVersion
from app.exchange.models import ForeignForm, RememberedMapping
from app.exchange.reading.book import Book
from app.exchange.reading.files import read_file
from app.exchange.rules import foreign_forms as rules
from app.exchange.rules import foreign_headings, foreign_proposals, foreign_staged
from app.exchange.rules.foreign_forms import Choice, Form
from app.exchange.rules.foreign_proposals import Closest
from app.exchange.rules.foreign_report import totals
from app.standards.models import ContentKind, ContentVersion
from app.standards.queries import contents
from app.standards.rules.own_forms import ABOUT, AnswerKind, FormQuestion, OwnForm, key_of
from app.standards.services import own_questionnaires

KIND = "foreign"
COUNTED = ("questions", "answered", "conflicts", "problems")


@dataclass(frozen=True)
class Brought:
    """A file that was read before anything was locked."""

    name: str
    sha256: str
    book: Book


def read(name: str, content: bytes) -> Brought:
    """In a process of its own, before any transaction: parsing may take seconds."""
    book = read_file(name, content, may_be_western=True)
    if foreign_staged.size(book) > foreign_staged.MOST_CELLS:
        raise DomainError(foreign_staged.TOO_LARGE, count=f"{foreign_staged.MOST_CELLS:,}")
    return Brought(name, hashlib.sha256(content).hexdigest(), book)


def stage(ctx: Context, brought: Brought) -> ForeignForm:
    """Columns are read as the last time a sheet had these headings, else as they are understood."""
    choices = {
        sheet.name: known
        for sheet in brought.book.sheets
        if (known := _remembered(signature_of(foreign_headings.find(sheet).texts))) is not None
    }
    made = ForeignForm(
        made_by_id=ctx.actor_id, made_at=ctx.at, file_name=brought.name, sha256=brought.sha256,
        content=foreign_staged.stored(brought.book), choices=choices, counts={},
    )  # fmt: skip
    made.counts = _counted(made, brought.book)
    db.session.add(made)
    db.session.flush()
    return made


def signature_of(texts: Mapping[int, str]) -> str:
    said = json.dumps(sorted(texts.items()), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _remembered(signature: str) -> dict[str, object] | None:
    found = db.session.scalars(
        select(RememberedMapping).where(
            RememberedMapping.kind == KIND, RememberedMapping.signature == signature
        )
    ).first()
    return {"rows": None, "roles": dict(found.mapping), "left_out": False} if found is not None else None


# Forms as they were understood last: the same cells, read the same way, say the same.
_understood: OrderedDict[str, Form] = OrderedDict()
_REMEMBERED = 8


def form_of(kept: ForeignForm) -> Form:
    key = f"{kept.sha256} {json.dumps(kept.choices, sort_keys=True)} {kept.file_name}"
    found = _understood.pop(key, None)
    if found is None:
        found = rules.read(foreign_staged.restored(kept.content), foreign_staged.choices(kept.choices))
    _understood[key] = found
    while len(_understood) > _REMEMBERED:
        _understood.popitem(last=False)
    return found


def _counted(kept: ForeignForm, book: Book) -> dict[str, int]:
    found = totals(form_of(kept), book.notes)
    return {name: found[name] for name in COUNTED}


def listed(ctx: Context, words: str = "") -> Select[Any]:
    """What each person brought, without the cells, which may be many."""
    query: Any = select(
        ForeignForm.id, ForeignForm.file_name, ForeignForm.made_at, ForeignForm.counts, ForeignForm.questionnaire
    ).where(ForeignForm.made_by_id == ctx.actor_id)  # fmt: skip
    found: Select[Any] = (
        query.where(ForeignForm.file_name.icontains(words, autoescape=True)) if words else query
    )
    return found


def get_form(ctx: Context, form_id: UUID) -> ForeignForm:
    query = select(ForeignForm).where(ForeignForm.id == form_id, ForeignForm.made_by_id == ctx.actor_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def set_choice(ctx: Context, kept: ForeignForm, position: int, choice: Choice, *, version: int) -> None:
    """How one sheet is read; remembered for the next file with these headings."""
    if kept.version != version:
        raise StaleVersion(kept)
    book = foreign_staged.restored(kept.content)
    sheet = book.sheets[position]
    wrong = foreign_staged.wrong_with(choice)
    if wrong is None and choice.rows and choice.rows[-1] >= len(sheet.rows):
        wrong = (foreign_staged.NO_SUCH_ROWS, {})
    if wrong is not None:
        raise DomainError(wrong[0], **wrong[1])
    kept.choices = {**kept.choices, sheet.name: foreign_staged.kept_choice(choice)}
    kept.counts = _counted(kept, book)
    if not choice.is_left_out and choice.roles is not None:
        _remember(ctx, signature_of(rules.heading_of(sheet, choice).texts), choice)


def _remember(ctx: Context, signature: str, choice: Choice) -> None:
    mapping = {str(index): role.value for index, role in (choice.roles or {}).items()}
    same = (RememberedMapping.kind == KIND) & (RememberedMapping.signature == signature)
    values = {"mapping": mapping, "used_at": ctx.at}
    if not db.affect(update(RememberedMapping).where(same).values(values)):
        db.session.add(RememberedMapping(kind=KIND, signature=signature, **values))


def drop(kept: ForeignForm) -> None:
    db.session.delete(kept)


def expire(before: datetime) -> int:
    return db.affect(delete(ForeignForm).where(ForeignForm.made_at < before))


def closest_edition(kept: ForeignForm, editions: Sequence[str]) -> Closest | None:
    """`editions`: framework/edition, of each framework the newest first."""
    known = [foreign_proposals.Known(*key.split("/", 1)) for key in editions]
    texts = foreign_proposals.texts_of(
        kept.file_name, form_of(kept), foreign_staged.restored(kept.content)
    )  # fmt: skip
    return foreign_proposals.closest(texts, known)


def key_for(kept: ForeignForm, framework: str) -> str:
    """One that no questionnaire has yet."""
    taken = {key for _kind, key in contents.newest(ContentKind.QUESTIONNAIRE)}
    return foreign_proposals.key_for(
        kept.file_name, framework, dates.day_of(kept.made_at), lambda short: key_of(short) in taken
    )


@dataclass(frozen=True)
class Wanted:
    """What somebody says of the questionnaire to be made."""

    short: str
    title_ja: str
    title_en: str
    edition: str
    scope: str
    answer: AnswerKind
    expects_yes: bool


def make_questionnaire(ctx: Context, kept: ForeignForm, wanted: Wanted) -> ContentVersion:
    """A whole questionnaire of our own; each question cites the form and the day on which it came."""
    form = form_of(kept)
    name = kept.file_name.replace("{", "(").replace("}", ")")
    own = OwnForm(
        key=key_of(wanted.short) or "", title={"ja": wanted.title_ja, "en": wanted.title_en},
        about={language: text % name for language, text in ABOUT.items()},
        cited=f"{name} ({dates.day_of(ctx.at).isoformat()})", edition=wanted.edition, scope=wanted.scope,
        answer=wanted.answer, expects_yes=wanted.expects_yes,
        questions=[
            FormQuestion(one.id, one.text, one.section or sheet.name, one.guidance, one.sheet)
            for sheet, one in foreign_staged.asked(form)
        ],
    )  # fmt: skip
    made = own_questionnaires.add_questionnaire(ctx, wanted.short, own)
    kept.questionnaire = own.key
    return made
