"""What the institution may set, what leaves by mail, which jobs ran, how the system stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.config import Config
from app.core import doctor, jobs, words
from app.core import settings as core_settings
from app.core.audit.reading import entries_of
from app.core.authz import requires
from app.core.doctor import Finding, Level
from app.core.errors import NotFound
from app.core.history import actor_name
from app.core.navigation import Tab
from app.core.outbox import MailState
from app.core.settings import Definition, Setting
from app.core.web import check_version, current_context, run_form, writes
from app.identity.queries import names_of
from app.overview import queries, rules, services, showing
from app.overview.forms import RetryForm, setting_form
from app.overview.outcomes import outcome
from app.overview.permissions import OverviewPermission as P
from app.overview.views import bp
from app.overview.words import job_label, setting_group


@dataclass(frozen=True)
class ShownSetting:
    key: str
    label: str
    hint: str
    value: str
    is_proposal: bool
    is_default: bool
    changed_at: datetime | None
    changed_by: str
    page_url: str = ""


@bp.route("/settings")
@requires(P.SETTINGS_VIEW)
def settings() -> str:
    stored = queries.stored_settings()
    people = names_of({one.actor_id for one in stored.values() if one.actor_id})
    groups: dict[str, list[ShownSetting]] = {}
    for definition in core_settings.definitions():
        shown = _shown(definition, stored.get(definition.key), people)
        groups.setdefault(setting_group(definition.key), []).append(shown)
    return render_template("overview/settings.html", groups=groups, tabs=settings_tabs())


def _shown(definition: Definition, stored: queries.Stored | None, people: dict[UUID, str]) -> ShownSetting:
    value = stored.value if stored else definition.default
    return ShownSetting(
        key=definition.key,
        label=str(definition.label),
        hint=str(definition.hint),
        value=value_label(definition, value),
        is_proposal=definition.is_proposal,
        is_default=stored is None,
        changed_at=stored.at if stored else None,
        changed_by=actor_name(stored.actor_id, stored.actor_kind, people) if stored else "",
        page_url=page_url(definition),
    )


def page_url(definition: Definition) -> str:
    """Where a value that is more than a word or a number is shown and edited."""
    if not definition.page:
        return ""
    takes_key = current_app.url_map.is_endpoint_expecting(definition.page, "key")
    return url_for(definition.page, key=definition.key) if takes_key else url_for(definition.page)


def value_label(definition: Definition, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return str(_("%(count)s entries", count=len(value)))
    if isinstance(value, dict):
        return str(_("version %(version)s", version=value.get("version", "")))
    return str(dict(definition.choices).get(value, value))


def settings_tabs() -> list[Tab]:
    ctx = current_context()
    offered = (
        (_("Settings"), "overview.settings", P.SETTINGS_VIEW),
        (_("Rules of the register"), "register.rulebook", "register:settings:view"),
        (_("Mails"), "overview.mails", P.MAILS_VIEW),
        (_("Jobs"), "overview.jobs", P.JOBS_VIEW),
        (_("Security"), "overview.security_events", P.SECURITY_VIEW),
        (_("System"), "overview.system", P.SYSTEM_VIEW),
        (_("Units"), "identity.units", "identity:unit:view"),
        (_("People"), "identity.users", "identity:user:view"),
        (_("Who may do what"), "identity.access", "identity:access:view"),
    )
    return [
        Tab(label, url_for(endpoint), endpoint == request.endpoint)
        for label, endpoint, permission in offered
        if endpoint in current_app.view_functions and ctx.may(permission)
    ]


def _definition(key: str) -> Definition:
    found = {definition.key: definition for definition in core_settings.definitions()}.get(key)
    if found is None:
        raise NotFound
    return found


@bp.route("/settings/<key>")
@requires(P.SETTINGS_VIEW)
def setting(key: str) -> str:
    ctx = current_context()
    definition = _definition(key)
    row = core_settings.find(key)
    entries = showing.show(ctx, entries_of(row, limit=100)) if row else []
    value = value_label(definition, row.value if row else definition.default)
    return render_template(
        "overview/setting.html", definition=definition, value=value, row=row, entries=entries
    )


@bp.route("/settings/<key>/edit", methods=["GET", "POST"])
@requires(P.SETTINGS_EDIT)
@writes
def setting_edit(key: str) -> ResponseReturnValue:
    ctx = current_context()
    definition = _definition(key)
    if definition.page:
        raise NotFound
    row = core_settings.find(key)
    form = setting_form(definition, data={"value": row.value if row else definition.default})

    def act() -> Setting:
        if row is not None:
            check_version(row, form.version_number)
        return services.edit_setting(ctx, key, form["value"].data, reason=form["reason"].data)

    return run_form(
        form, act, to=lambda _row: url_for("overview.settings"), page="overview/setting_edit.html",
        done=_("The setting was saved."), record=row, definition=definition,
    )  # fmt: skip


@bp.route("/settings/mails")
@requires(P.MAILS_VIEW)
def mails() -> str:
    given = request.args.get("state", "")
    state = MailState(given) if given in set(MailState) else None
    counts = queries.mail_counts()
    tabs = [Tab(_("All"), url_for("overview.mails"), state is None, sum(counts.values()))]
    tabs += [
        Tab(words.value_label(s), url_for("overview.mails", state=s.value), s == state, counts.get(s, 0))
        for s in MailState
    ]
    return render_template(
        "overview/mails.html", mails=queries.mails(state), states=tabs, tabs=settings_tabs(), state=state,
        has_server=_config().mail is not None, form=RetryForm(), without_links=rules.without_links,
    )  # fmt: skip


def _config() -> Config:
    config: Config = current_app.extensions["sekisho"]
    return config


@bp.route("/settings/mails/<uuid:mail_id>/retry", methods=["POST"])
@requires(P.MAILS_RETRY)
@writes
def mail_retry(mail_id: UUID) -> ResponseReturnValue:
    ctx = current_context()
    mail = queries.get_mail(ctx, mail_id)
    return run_form(
        RetryForm(), lambda: services.retry_mail(ctx, mail), to=lambda _none: url_for("overview.mails"),
        page="overview/mail_retry.html", done=_("The mail waits to be sent again."), mail=mail,
    )  # fmt: skip


@bp.route("/settings/jobs", endpoint="jobs")
@requires(P.JOBS_VIEW)
def job_runs() -> str:
    runs = [(run, job_label(run.name), outcome(run)) for run in jobs.latest(100)]
    return render_template(
        "overview/jobs.html", runs=runs, tabs=settings_tabs(), has_scheduler=_config().with_scheduler
    )


@dataclass(frozen=True)
class ShownFinding:
    label: str
    tone: str
    message: str
    advice: str


TONES = {Level.GRAVE: "danger", Level.WARNING: "attention", Level.NOTE: "neutral", Level.OK: "good"}


@bp.route("/settings/system")
@requires(P.SYSTEM_VIEW)
def system() -> str:
    found = sorted(doctor.examine(_config()), key=lambda finding: list(TONES).index(finding.level))
    return render_template(
        "overview/system.html", findings=[_finding(one) for one in found], tabs=settings_tabs()
    )


def _finding(found: Finding) -> ShownFinding:
    params = {**found.params}
    fact = params.get("fact")
    if fact:
        params["fact"] = _(fact)
    advice = _(found.advice, **params) if found.advice else ""
    return ShownFinding(
        words.value_label(found.level), TONES[found.level], _(found.message, **params), advice
    )
