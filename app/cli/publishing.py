"""`flask standards`: the content files that questionnaires, matrices and the catalogue are made of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask_babel import gettext

from app.cli.opening import whole_app
from app.cli.speaking import Problem, for_operators, language, say
from app.core.context import operator_context
from app.core.db import db
from app.core.words import N_
from app.standards.content.checking import Report, check, shown
from app.standards.content.faults import ContentRefused, Fault

if TYPE_CHECKING:
    from app.standards.models import ContentVersion

COUNTS = N_(
    "%(files)s files: %(questionnaires)s questionnaires with %(questions)s questions, %(items)s items, "
    "%(rows)s rows of matrices."
)
DRAFT = N_("%(file)s is a draft: it is not published and may still change.")
FAULTS = N_("Faults found: %(count)s.")
PUBLISHED = N_("Published: %(title)s, version %(number)s.")
ALL = N_("Newly published: %(made)s. As before: %(unchanged)s.")
UNFIT = N_(
    "Not published, as own changes do not fit the new questionnaire: %(key)s. Take them back in the pages first."
)


@click.group()
def standards() -> None:
    """Questionnaires, items and matrices, as files."""


@standards.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.pass_context
@for_operators
def check_content(ctx: click.Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Look through all content files, or those in PATH. Exit code 1 if one of them is wrong."""
    report = check(paths)
    if as_json:
        click.echo(json.dumps(_as_data(report), ensure_ascii=False))
    else:
        _tell(report)
    if report.faults:
        ctx.exit(1)


def _as_data(report: Report) -> dict[str, object]:
    return {
        "faults": [
            {"file": shown(fault.file), "line": fault.line, "path": fault.path, "reason": _reason(fault)}
            for fault in report.faults
        ],
        "drafts": [shown(path) for path in report.drafts],
        **{name: getattr(report, name) for name in ("files", "questionnaires", "questions", "items", "rows")},
    }


def _reason(fault: Fault) -> str:
    return str(gettext(fault.message, **fault.params))


def _tell(report: Report) -> None:
    for fault in report.faults:
        where = f" ({fault.path})" if fault.path else ""
        click.echo(f"{shown(fault.file)}:{fault.line}: {_reason(fault)}{where}")
    if report.faults:
        say(FAULTS, count=len(report.faults))
        return
    for path in report.drafts:
        say(DRAFT, file=shown(path))
    say(
        COUNTS, files=report.files, questionnaires=report.questionnaires, questions=report.questions,
        items=report.items, rows=report.rows,
    )  # fmt: skip


@standards.command("publish")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.pass_context
@for_operators
def publish_content(ctx: click.Context, as_json: bool) -> None:
    """Publish the delivered content, where it differs from what is in use; own changes in use are kept.

    Exit code 1 if a file is wrong or own changes do not fit a new questionnaire.
    """
    try:
        with whole_app():
            report = _published()
    except ContentRefused as error:
        for fault in error.faults:
            click.echo(f"{shown(fault.file)}:{fault.line}: {_reason(fault)}", err=True)
        raise Problem(FAULTS, count=len(error.faults)) from None
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _tell_published(report)
    if report["unfit"]:
        ctx.exit(1)


def _published() -> dict[str, Any]:
    from app.standards.content.loading import load_all
    from app.standards.queries import contents
    from app.standards.services import publishing

    outcome = publishing.publish_delivered(operator_context(datetime.now(UTC)), *load_all())
    made = [
        {"kind": one.kind.value, "key": one.key, "number": one.number, "title": _title(one)}
        for one in outcome.made
    ]
    db.session.commit()
    return {
        "published": made,
        "unchanged": len(contents.newest()) - len(made) - len(outcome.unfit),
        "unfit": {
            key: [str(gettext(fault.message, **fault.params)) for fault in faults]
            for key, faults in outcome.unfit.items()
        },
    }


def _title(version: ContentVersion) -> str:
    return version.title_ja if language() == "ja" else version.title_en


def _tell_published(report: dict[str, Any]) -> None:
    for one in report["published"]:
        say(PUBLISHED, title=one["title"], number=one["number"])
    for key, reasons in report["unfit"].items():
        say(UNFIT, key=key)
        for reason in reasons:
            click.echo(f"  {reason}")
    say(ALL, made=len(report["published"]), unchanged=report["unchanged"])
