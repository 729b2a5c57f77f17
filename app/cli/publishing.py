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
from app.core.errors import NotFound
from app.core.words import N_
from app.standards.content.checking import Report, below, check, freeze, shown
from app.standards.content.faults import ContentRefused, Fault
from app.standards.permissions import StandardsPermission as P

if TYPE_CHECKING:
    from app.standards.models import ContentVersion
    from app.standards.queries.layers import Standing

COUNTS = N_(
    "%(files)s files: %(questionnaires)s questionnaires with %(questions)s questions, %(items)s items, "
    "%(rows)s rows of matrices."
)
DRAFT = N_("%(file)s is a draft: it may still change until `flask standards freeze`.")
FROZEN = N_("Frozen: %(file)s. From now on it can be followed by a new version only.")
NOTHING_TO_FREEZE = N_("Every file of a version is frozen already.")
FAULTS = N_("Faults found: %(count)s.")
PUBLISHED = N_("Published: %(title)s, version %(number)s.")
ALL = N_("Newly published: %(made)s. As before: %(unchanged)s.")
NO_QUESTIONNAIRE = N_("No questionnaire “%(key)s” is published.")
WROTE = N_("Written: %(file)s (own changes: %(count)s).")
NO_CONTENT = N_("The folder %(folder)s holds neither questionnaires/ nor catalogue/.")
STEP = {
    "added": N_("Added: %(question)s (%(act)s)"),
    "changed": N_("Changed: %(question)s (%(act)s)"),
    "taken_back": N_("Taken back: %(question)s (%(act)s)"),
}
SAME = N_("The file says what the draft says: nothing would change.")
LOADED = N_("The file is the draft now. It holds once it is published.")
UNFIT = N_(
    "Not published, as own changes do not fit the new questionnaire: %(key)s. Take them back in the pages first."
)


@click.group()
def standards() -> None:
    """Questionnaires, items and matrices, as files."""


@standards.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of your own with questionnaires/, catalogue/ or both; what it lacks is the delivered one.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.pass_context
@for_operators
def check_content(ctx: click.Context, paths: tuple[Path, ...], root: Path | None, as_json: bool) -> None:
    """Look through all content files, or those in PATHS. Exit code 1 if one of them is wrong.

    A single file that lies elsewhere is checked as if it stood in the place that its own key and version name. To
    check a whole copy before it is put in place, name its folder with --root.
    """
    report = _checked(paths, root)
    if as_json:
        click.echo(json.dumps(_as_data(report), ensure_ascii=False))
    else:
        _tell(report)
    if report.faults:
        ctx.exit(1)


def _checked(paths: tuple[Path, ...], root: Path | None) -> Report:
    if root is None:
        return check(paths)
    places = below(root)
    if places is None:
        raise Problem(NO_CONTENT, folder=shown(root))
    own = [one for one in places if one.is_relative_to(root)]
    return check(paths or own, questionnaires=places[0], catalogue=places[1])


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


@standards.command("freeze")
@click.pass_context
@for_operators
def freeze_content(ctx: click.Context) -> None:
    """List the sums of new version files: from then on a change of them is refused."""
    report = check()
    if report.faults:
        _tell(report)
        ctx.exit(1)
    frozen = freeze(report.drafts)
    for path in frozen:
        say(FROZEN, file=shown(path))
    if not frozen:
        say(NOTHING_TO_FREEZE)


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
        raise _refused(error) from None
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _tell_published(report)
    if report["unfit"]:
        ctx.exit(1)


def _refused(error: ContentRefused) -> Problem:
    for fault in error.faults:
        click.echo(f"{shown(fault.file)}:{fault.line}: {_reason(fault)}", err=True)
    return Problem(FAULTS, count=len(error.faults))


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


@standards.group("layer")
def layer() -> None:
    """The institution's own changes of a questionnaire, as a file."""


@layer.command("export")
@click.argument("questionnaire")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@for_operators
def export_layer(questionnaire: str, file: Path | None) -> None:
    """Write the own changes of QUESTIONNAIRE, published or not, to FILE or to the terminal."""
    from app.standards.services import layering

    with whole_app():
        standing = _standing(questionnaire)
        title = standing.content.title.within(language())
        text, count = layering.exported(standing, title, gettext), len(standing.changes)
    if file is None:
        click.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        say(WROTE, file=shown(file), count=count)


@layer.command("load")
@click.argument("questionnaire")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--reason", required=True, help="Why, as the audit log keeps it.")
@for_operators
def load_layer(questionnaire: str, file: Path, reason: str) -> None:
    """Make FILE the draft of the own changes of QUESTIONNAIRE. What it does not name is taken back.

    Nothing is published by it. Exit code 1 if something in the file is wrong; then nothing is stored.
    """
    from app.standards.content.layer_files import LARGEST, LayerRead
    from app.standards.services import layering

    try:
        with whole_app():
            _standing(questionnaire)
            with file.open("rb") as source:
                read = LayerRead(questionnaire, source.read(LARGEST + 1), str(file))
            ctx = operator_context(datetime.now(UTC), {P.QUESTIONNAIRE_EDIT: frozenset()})
            steps = layering.load(ctx, questionnaire, read, reason=reason)
            db.session.commit()
            for step in steps:
                say(STEP[step.kind.value], question=step.question, act=step.act.value)
    except ContentRefused as error:
        raise _refused(error) from None
    say(LOADED if steps else SAME)


def _standing(key: str) -> Standing:
    from app.standards.queries import layers

    try:
        return layers.standing(key)
    except NotFound:
        raise Problem(NO_QUESTIONNAIRE, key=key) from None
