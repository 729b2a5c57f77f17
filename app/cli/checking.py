"""`flask doctor`: is this instance set up as a bank needs it?"""

import json

import click
from flask_babel import gettext

import app.identity.doctor
import app.standards.doctor  # noqa: F401 - likewise
from app.cli.opening import config
from app.cli.speaking import for_operators
from app.core import words
from app.core.doctor import Finding, Level, examine, refuse_if_grave

__all__ = ["doctor", "refuse_if_grave"]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list instead of words.")
@click.pass_context
@for_operators
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Look for unsafe settings. Exit code 1 if one of them is grave."""
    findings = examine(config())
    if as_json:
        click.echo(json.dumps([_as_data(finding) for finding in findings], ensure_ascii=False))
    else:
        for level in Level:
            for finding in (f for f in findings if f.level == level):
                _tell(finding)
    if any(finding.level == Level.GRAVE for finding in findings):
        ctx.exit(1)


def _as_data(finding: Finding) -> dict[str, object]:
    return {
        "level": finding.level.value,
        "key": finding.key,
        "message": _words(finding, finding.message),
        "advice": _words(finding, finding.advice),
        "params": {name: str(value) for name, value in finding.params.items()},
    }


def _words(finding: Finding, message: str) -> str:
    if not message:
        return ""
    params = dict(finding.params)
    if "fact" in params:  # a check that could not be made names what it would have checked
        fact = params["fact"]
        params["fact"] = gettext(fact)
    return str(gettext(message, **params))


def _tell(finding: Finding) -> None:
    click.echo(f"[{words.value_label(finding.level)}] {_words(finding, finding.message)} ({finding.key})")
    if finding.advice:
        click.echo(f"    → {_words(finding, finding.advice)}")
