"""A copy of the answers to keep, on paper: who answered what, who stands for it, which files lie beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.context import Context
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.words import N_
from app.diligence.queries import answers
from app.diligence.sheets import said
from app.diligence.sheets.workbooks import NOT_NOW, Subject
from app.exchange.services.answer_books import BY, DUE, TO, Request, subject_of
from app.reports import pdf
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.diligence.models import Assignment
    from app.standards.content.questionnaires import Question

STATE, SUBMITTED = N_("State"), N_("Submitted on")
ATTESTED, NOT_ATTESTED = N_("Stands for the answers"), N_("Not submitted yet")
NUMBER, QUESTION, ANSWER = N_("Question no."), N_("Question"), N_("Answer")
NO_ANSWER = N_("Not answered")
FILE = N_("Evidence: %(name)s (SHA-256 %(sha256)s)")
PRINTED = N_("Made at %(at)s by %(who)s with Sekisho")
NAME = N_("Answers to %(title)s")


@dataclass(frozen=True)
class Copy:
    subject: Subject
    request: Request
    voice: Voice
    ctx: Context

    def paper(self) -> pdf.Paper:
        style = DateStyle(self.ctx.date_style)
        at = format_datetime(self.ctx.at, style)
        return pdf.Paper(
            title=answers.title_in(self.subject.assignment, self.voice.language), institution=self.request.institution,
            lines=tuple((self.voice.say(label), text) for label, text in self._lines(style) if text),
            parts=tuple(self._parts()), printed=self.voice.say(PRINTED, at=at, who=self.ctx.actor_name),
            printed_at=self.ctx.at, language=self.voice.language,
        )  # fmt: skip

    def _lines(self, style: DateStyle) -> Iterator[tuple[str, str]]:
        part = self.subject.assignment
        yield TO, self.request.respondent
        yield BY, self.request.institution
        yield DUE, format_date(part.due_on, style)
        yield STATE, self.voice.value(part.state)
        if part.submitted_at is not None and part.attested_on is not None:
            yield SUBMITTED, format_datetime(part.submitted_at, style)
            name = " ".join(filter(None, (part.attested_title, part.attested_name)))
            yield ATTESTED, f"{name} {format_date(part.attested_on, style)}"
        else:
            yield ATTESTED, self.voice.say(NOT_ATTESTED)

    def _parts(self) -> Iterator[pdf.Part]:
        wanted = set(self.subject.assignment.questions)
        columns = tuple(
            pdf.Column(self.voice.say(label), share)
            for label, share in ((NUMBER, 0.7), (QUESTION, 2.6), (ANSWER, 3.4))
        )
        rows: list[tuple[str, ...]] = []
        headings: set[int] = set()
        for section in self.subject.paper.sections:
            found = [self._row(one) for one in section.questions if one.id in wanted]
            if found:
                headings.add(len(rows))
                rows += [("", self.voice.text(section.title), ""), *found]
        yield pdf.Table(columns, tuple(rows), frozenset(headings))

    def _row(self, question: Question) -> tuple[str, ...]:
        return question.id, self.voice.text(question.text), self._said(question)

    def _said(self, question: Question) -> str:
        told = said.answer_told(question, self.subject.answers.get(question.id), self.voice)
        files = [
            self.voice.say(FILE, name=one.name, sha256=one.sha256)
            for one in self.subject.files
            if one.question == question.id and not one.is_withdrawn
        ]
        otherwise = NO_ANSWER if question.id in self.subject.asked else NOT_NOW
        return "\n".join([said.plain(told, self.voice) or self.voice.say(otherwise), *files])


def written(ctx: Context, assignment: Assignment, request: Request, language: str) -> bytes:
    return pdf.build(Copy(subject_of(assignment), request, Voice(language), ctx).paper())


def file_name(assignment: Assignment, language: str, ending: str) -> str:
    return f"{Voice(language).say(NAME, title=answers.title_in(assignment, language))}.{ending}"
