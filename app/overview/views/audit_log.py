"""The audit log, newest first, and whether it still holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import current_app, render_template, request, url_for
from flask_babel import gettext

from app.config import Config
from app.core import words
from app.core.audit.collect import audited_fields, audited_tables
from app.core.authz import requires
from app.core.model import Entity
from app.core.text import fold
from app.core.web import current_context
from app.overview import queries, rules, showing
from app.overview.permissions import OverviewPermission as P
from app.overview.views import bp

FILTERS = ("from", "to", "who", "act", "kind", "subject", "one", "field")


@bp.route("/audit-log")
@requires(P.AUDIT_LOG_VIEW)
def audit_log() -> str:
    ctx = current_context()
    asked = parse_asked(request.args)
    page = queries.log_page(ctx, asked.wanted, fields_called(asked.wanted.field))
    return render_template(
        "overview/audit_log.html",
        entries=showing.show(ctx, page.entries),
        page=page,
        pager=_pager(page),
        chips=_chips(asked),
        problems=[gettext(message, **params) for message, params in asked.problems.values()],
        acts=labelled(words.known_acts(), words.act_label),
        kinds=labelled(log_tables(), words.table_label),
        last=queries.log_head(),
        heads=queries.heads_outside(_head_paths()),
        sees_values=ctx.may(P.AUDIT_VALUES_VIEW),
        export_url=_export_url(),
    )


def parse_asked(args: Mapping[str, str]) -> rules.Parsed:
    return rules.parse_filter(args, words.known_acts(), log_tables())


def log_tables() -> frozenset[str]:
    return frozenset(t for t in audited_tables() if not t.startswith("audit_") or t == "audit_export_permit")


def labelled(names: Any, label: Any) -> list[tuple[str, str]]:
    return sorted(((name, label(name)) for name in names), key=lambda pair: pair[1])


def fields_called(written: str) -> list[tuple[str, str]] | None:
    """Which fields the reader's words mean: by label in their language, or by name."""
    if not written:
        return None
    asked = fold(written)
    return [
        (model.__tablename__, name)
        for model in _audited_models()
        for name in audited_fields(model)
        if asked and (asked in fold(words.field_label(model.__tablename__, name)) or asked == fold(name))
    ]


def _audited_models() -> list[type[Entity]]:
    tables = log_tables()
    return [
        mapper.class_
        for mapper in Entity.registry.mappers
        if issubclass(mapper.class_, Entity) and mapper.class_.__tablename__ in tables
    ]


def _kept() -> dict[str, str]:
    """The filter as it stands in the address, for links that carry it on."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


@dataclass(frozen=True)
class Chip:
    label: str
    remove_url: str


def _chips(asked: rules.Parsed) -> list[Chip]:
    wanted, kept = asked.wanted, _kept()
    labels = {
        "from": gettext("from %(day)s", day=kept.get("from", "")) if wanted.from_on else "",
        "to": gettext("until %(day)s", day=kept.get("to", "")) if wanted.until_on else "",
        "who": gettext("by %(who)s", who=wanted.who) if wanted.who else "",
        "act": words.act_label(wanted.act) if wanted.act else "",
        "kind": words.table_label(wanted.kind) if wanted.kind else "",
        "subject": gettext("record %(id)s", id=str(wanted.subject)[:13]) if wanted.subject else "",
        "one": gettext("one act %(id)s", id=str(wanted.one)[:13]) if wanted.one else "",
        "field": gettext("field “%(field)s”", field=wanted.field) if wanted.field else "",
    }
    return [Chip(label, _url({**kept, name: ""})) for name, label in labels.items() if label]


def _export_url() -> str:
    query = urlencode(_kept())
    return url_for("overview.audit_log_export") + (f"?{query}" if query else "")


def _url(args: Mapping[str, Any]) -> str:
    query = urlencode({name: value for name, value in args.items() if value})
    return url_for("overview.audit_log") + (f"?{query}" if query else "")


def _pager(page: queries.LogPage) -> dict[str, Any]:
    numbers = [entry.number for entry in page.entries]
    label = f"{numbers[-1]}–{numbers[0]}" if numbers else ""
    return {
        "label": gettext("Numbers %(range)s", range=label) if label else "",
        "has_prev": page.has_newer,
        "prev_url": _url({**_kept(), "after": numbers[0]}) if numbers else _url(_kept()),
        "has_next": page.has_older and bool(numbers),
        "next_url": _url({**_kept(), "before": numbers[-1]}) if numbers else "",
    }


def _head_paths() -> list[Any]:
    config: Config = current_app.extensions["sekisho"]
    return [config.head, config.head_export]


@bp.route("/audit-log/verify")
@requires(P.AUDIT_LOG_VIEW)
def audit_log_verify() -> str:
    heads = queries.heads_outside(_head_paths())
    last = queries.log_head()
    is_too_long = last > queries.MOST_VERIFIED
    report = None if is_too_long else queries.verify_log(heads)
    return render_template(
        "overview/audit_log_verify.html",
        report=report,
        problem=rules.break_of(report.problem) if report and report.problem else None,
        heads=heads,
        last=last,
        most=queries.MOST_VERIFIED,
    )
