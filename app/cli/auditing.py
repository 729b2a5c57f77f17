"""`flask audit`: walk the log, show its head."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from app.cli.opening import config, reading
from app.cli.speaking import Problem, for_operators, say
from app.core import words
from app.core.audit.head import Head, read
from app.core.audit.verify import Report
from app.core.words import N_
from app.jobs.heads import present_head
from app.jobs.verifying import walk
from app.overview.rules import break_of


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
@click.option(
    "--head", "heads", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A head of the log that was kept elsewhere (a file). May be given several times.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
@click.pass_context
@for_operators
def verify(ctx: click.Context, heads: tuple[Path, ...], as_json: bool) -> None:
    """Walk the log from its first event. Exit code 1 if it does not hold."""
    with reading():
        outside = [
            *_read(config().head),
            *_read(config().head_export),
            *(h for p in heads for h in _given(p)),
        ]
        report = walk(outside)
    if as_json:
        click.echo(json.dumps(_as_data(report, outside), ensure_ascii=False))
    else:
        _tell(report, outside)
    if not report.is_whole:
        ctx.exit(1)


def _read(path: Path | None) -> list[Head]:
    found = read(path) if path is not None and path.exists() else None
    return [found] if found else []


def _given(path: Path) -> list[Head]:
    try:
        return _read(path)
    except (ValueError, TypeError):
        raise Problem(N_("%(file)s is no head of an audit log."), file=path) from None


def _as_data(report: Report, outside: list[Head]) -> dict[str, object]:
    return {
        "whole": report.is_whole,
        "last": report.last,
        "broken_at": report.broken_at,
        "problem": report.problem,
        "erased": [{"number": n, "field": f, "act": str(act)} for n, f, act in report.erased],
        "heads": [asdict(head) for head in outside],
        "warnings": report.warnings,
    }


def _tell(report: Report, outside: list[Head]) -> None:
    for number, name, act in report.erased:
        say(
            N_("%(number)s: the value of %(field)s was erased by act %(act)s."),
            number=number,
            field=name,
            act=act,
        )
    if not report.is_whole:
        say(N_("The audit log does not hold at number %(number)s."), number=report.broken_at)
        click.echo(f"  {words.value_label(break_of(report.problem))} [{report.problem}]")
        return
    say(N_("The audit log is whole: %(count)s events."), count=report.last)
    if outside:
        reach = max(head.number for head in outside)
        say(
            N_("Compared with heads kept outside the database, the newest at number %(number)s."),
            number=reach,
        )
    else:
        say(N_("No head is kept outside the database, so a log cut short could not be seen."))


@audit.command("head")
@for_operators
def show_head() -> None:
    """Print number and signature of the last event, to be kept elsewhere."""
    with reading():
        click.echo(json.dumps(asdict(present_head())))
