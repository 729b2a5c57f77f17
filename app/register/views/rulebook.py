"""決めごと: the rules that the institution sets for its register, each with its versions."""

import hashlib
import json
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.core import settings, words
from app.core.authz import requires
from app.core.errors import DomainError, NotFound
from app.core.history import actor_name
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register import settings as own
from app.register.delivered import DEFAULT_RULE
from app.register.forms import rulebook as forms
from app.register.permissions import RegisterPermission as P
from app.register.queries import tier_history
from app.register.queries import tiering as queries
from app.register.rules import rulebook as rules
from app.register.rules import stages
from app.register.rules.tiering import Factor, Rule
from app.register.services import rulebook as services
from app.register.services import tiering
from app.register.views import bp, showing
from app.register.words.deciding import EXPLAINED, UNITS, item_label, language, tier_name


def versions_of(key: str) -> list[dict[str, Any]]:
    """Every change of a setting: when, who, why; newest first."""
    row = settings.find(key)
    entries = tier_history.entries_of(row) if row is not None else []
    people = people_named({entry.actor_id for entry in entries if entry.actor_id})
    return [
        {
            "at": entry.at,
            "who": actor_name(entry.actor_id, entry.actor_kind, people),
            "reason": entry.reason,
            "pair": entry.changes.get("value") or [None, None],
        }
        for entry in entries
    ]


@bp.route("/settings/register")
@requires(P.SETTINGS_VIEW)
def rulebook() -> str:
    rule = own.tier_rule()
    lists = [
        (settings.definition(key), [e.name(language()) for e in own.entries(key) if not e.is_retired])
        for key in own.LISTS
    ]
    return render_template(
        "register/rulebook.html", rule=rule, on=sum(c.is_on for c in rule.conditions), lists=lists,
        months=(own.screening_months(), own.override_months()), may_edit=current_context().may(P.SETTINGS_EDIT),
    )  # fmt: skip


# --- the rule of the tier ------------------------------------------------------------------


@bp.route("/settings/register/tier-rule")
@requires(P.SETTINGS_VIEW)
def tier_rule() -> str:
    rule = own.tier_rule()
    return render_template(
        "register/tier_rule.html", rule=rule, rows=[showing.rule_row(one) for one in rule.conditions],
        versions=[_version(one) for one in versions_of(own.TIER_RULE)], tiers=own.tiers(), language=language(),
        is_behind=tiering.is_behind(), may_edit=current_context().may(P.SETTINGS_EDIT),
        is_delivered=settings.find(own.TIER_RULE) is None,
    )  # fmt: skip


def _version(change: dict[str, Any]) -> dict[str, Any]:
    before, after = change["pair"]
    try:
        new = rules.rule_of(after)
        old = rules.rule_of(before if before is not None else DEFAULT_RULE)
    except (TypeError, KeyError, ValueError):
        return {**change, "version": "", "lines": []}
    return {**change, "version": new.version, "lines": _rule_difference(old, new)}


def _rule_difference(old: Rule, new: Rule) -> list[str]:
    was = {one.factor: showing.rule_row(one) for one in old.conditions}
    lines = [
        f"{row.label}: {_row_words(was.get(one.factor))} → {_row_words(row)}"
        for one in new.conditions
        if (row := showing.rule_row(one)) != was.get(one.factor)
    ]
    if old.is_cautious != new.is_cautious:
        lines.append(
            str(_("What nobody recorded counts as if it held: %(said)s", said=_yes(new.is_cautious)))
        )
    return lines


def _row_words(row: showing.RuleRow | None) -> str:
    if row is None or not row.is_on:
        return str(_("off"))
    return " ".join(filter(None, (row.condition, row.tier, row.note)))


def _yes(value: bool) -> str:
    return str(_("yes") if value else _("no"))


def digest_of(rule: Rule) -> str:
    text = json.dumps(rules.rule_as_json(rule), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@bp.route("/settings/register/tier-rule/edit", methods=["GET", "POST"])
@requires(P.SETTINGS_EDIT)
@writes
def tier_rule_edit() -> Any:
    form = forms.tier_rule_form(own.tier_rule())
    preview = _preview(form) if request.method == "POST" else None

    def act() -> Any:
        return services.change_tier_rule(
            current_context(), form.conditions(), is_cautious=form.is_cautious.data,
            reason=form.reason.data or "", version=int(form.rule_version.data or 0),
        )  # fmt: skip

    if preview is not None and not preview["is_confirmed"]:
        return _rule_page(form, preview)
    return run_form(
        form, act, to=lambda _row: url_for("register.tier_rule"), page="register/tier_rule_edit.html",
        done=_("The rule was changed. The tiers are computed again."), **_rule_parts(form, preview),
    )  # fmt: skip


def _rule_parts(form: forms.TierRuleForm, preview: dict[str, Any] | None) -> dict[str, Any]:
    groups = [
        (words.value_label(factor), str(EXPLAINED[factor]), str(UNITS.get(factor, "")),
         form.fields_of(factor))
        for factor in Factor
    ]  # fmt: skip
    return {"groups": groups, "preview": preview, "tier_name": tier_name}


def _rule_page(form: forms.TierRuleForm, preview: dict[str, Any]) -> Response:
    page = render_template("register/tier_rule_edit.html", form=form, **_rule_parts(form, preview))
    return make_response(page, 422 if form.errors else 200)


def _preview(form: forms.TierRuleForm) -> dict[str, Any] | None:
    """What the rule in the form would change. Saving it asks that this very rule was shown before."""
    if not form.validate():
        return None
    rule = Rule(form.conditions(), form.is_cautious.data, own.tier_rule().version)
    try:
        rules.check_rule(rules.rule_as_json(rule), own.scale().tiers)
    except DomainError:
        return None  # the act says it, beside the field
    digest, seen = digest_of(rule), form.previewed.data
    form.previewed.data = digest
    form.previewed.raw_data = None
    if seen == digest and "save" in request.form:
        return {"is_confirmed": True}
    ctx = current_context()
    found = services.preview(ctx, rule)
    named = {row.id: row for row in queries.named(ctx, [one[0] for one in found.first])}
    first = [(named[i], before, after) for i, before, after in found.first if i in named]
    return {"is_confirmed": False, "found": found, "first": first}


# --- the gates -----------------------------------------------------------------------------


@bp.route("/settings/register/gates")
@requires(P.SETTINGS_VIEW)
def gates() -> str:
    present = own.gates()
    moves = [f"{words.value_label(a)} → {words.value_label(b)}" for a, b in stages.FORWARD_MOVES]
    rows = [
        (item_label(item), [_need(present[move].items.get(item)) for move in stages.FORWARD_MOVES])
        for item in forms.gate_items()
    ]
    return render_template(
        "register/gates.html", moves=moves, rows=rows, may_edit=current_context().may(P.SETTINGS_EDIT),
        two=[present[move].is_two_person for move in stages.FORWARD_MOVES], versions=versions_of(own.GATES),
        is_delivered=settings.find(own.GATES) is None,
    )  # fmt: skip


def _need(need: stages.Need | None) -> str:
    return words.value_label(need) if need else ""


@bp.route("/settings/register/gates/edit", methods=["GET", "POST"])
@requires(P.SETTINGS_EDIT)
@writes
def gates_edit() -> Any:
    row = settings.find(own.GATES)
    form = forms.gates_form(own.gates())
    moves = [f"{words.value_label(a)} → {words.value_label(b)}" for a, b in stages.FORWARD_MOVES]
    items = [
        (item_label(item), [f"need_{place}_{n}" for place in range(len(moves))])
        for n, item in enumerate(forms.gate_items())
    ]
    return run_form(
        form,
        lambda: services.change_gates(
            current_context(), form.gates(), reason=form.reason.data or "", version=form.version_number
        ),
        to=lambda _row: url_for("register.gates"), page="register/gates_edit.html",
        done=_("The gates were changed."), record=row, moves=moves, items=items,
    )  # fmt: skip


# --- lists of keys and names ---------------------------------------------------------------


def _list_key(key: str) -> str:
    if key not in own.LISTS:
        raise NotFound
    return key


@bp.route("/settings/register/lists/<key>")
@requires(P.SETTINGS_VIEW)
def own_list(key: str) -> str:
    return render_template(
        "register/own_list.html", definition=settings.definition(_list_key(key)), entries=own.entries(key),
        versions=versions_of(key), may_edit=current_context().may(P.SETTINGS_EDIT),
        is_delivered=settings.find(key) is None,
    )  # fmt: skip


@bp.route("/settings/register/lists/<key>/edit", methods=["GET", "POST"])
@requires(P.SETTINGS_EDIT)
@writes
def own_list_edit(key: str) -> Any:
    row, definition = settings.find(_list_key(key)), settings.definition(key)
    form = forms.own_list_form(key, own.entries(key))

    def act() -> Any:
        return services.change_list(
            current_context(), key, form.entries(), reason=form.reason.data or "", version=form.version_number
        )

    return run_form(
        form, act, to=lambda _row: url_for("register.own_list", key=key), page="register/own_list_edit.html",
        done=_("The list was changed."), record=row, definition=definition, count=len(form.keys),
        blanks=forms.BLANKS,
    )  # fmt: skip


@bp.route("/settings/register/figures", methods=["GET", "POST"])
@requires(P.SETTINGS_EDIT)
@writes
def figures_edit() -> Any:
    form = forms.FiguresForm(
        data={"screening_months": own.screening_months(), "override_months": own.override_months()}
    )
    return run_form(
        form,
        lambda: services.change_figures(current_context(), form.figures(), reason=form.reason.data or ""),
        to=lambda _none: url_for("register.rulebook"), page="register/figures_edit.html",
        done=_("The setting was saved."),
    )  # fmt: skip
