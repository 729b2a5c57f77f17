"""Every form that some page offers to somebody: found on the pages, filled in as a person would, and sent.

Nothing is listed by hand: the pages of every route are read with the eyes of every role, and each form is kept
under the route that it is sent to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup, Tag
from werkzeug.exceptions import HTTPException

from app.core.dates import day_of
from app.identity.roles import Role
from tests.factories.files import whole_pdf
from tests.pages import _attribute, _controls, _presses, _values
from tests.security.walk import TABLES, Actor, Answer, Route, Upload, Walker, routes
from tests.security.world import Side, now

Fields = dict[str, list[str]]
CONTROL = frozenset({"csrf_token", "idempotency_key", "version", "form_base", "next"})
TEXT_TYPES = frozenset({"", "text", "search", "email", "tel", "url"})
# What fits where any text does not.
PLAUSIBLE: tuple[tuple[str, str], ...] = (
    (r"^place_|^heading_|^new_(key|ja|en)|^(objection_until_on|exempt_reason|exit_plan_on)$", ""),
    (r"^lines$", "CC9.9 試験"),
    (r"^documents_more$", "01"),
    (r"^certificates_more$", ""),
    (r"email", "neu@tsubame.example"),
    (r"^(data_volume|annual_amount)$", "1000"),
    (r"website|url|address_of_site", "https://example.jp/"),
    (r"corporate_number|lei|invoice_number", ""),
    (r"(^|_)country$", "JP"),
    (r"^ref(_text)?$", "統28"),
    (r"^item(_text)?$", "統26"),
    (r"^(options|unit)_(ja|en)$|^touches$|^(column|step)_|^rows_", ""),
    (r"countries$|^(function|system|reader|unit)_ids$", ""),
    (r"^(points|chosen|decimals|low|high|from_figure|to_figure|months|cap|why_(ja|en))$", ""),
    (r"phone", "03-9999-0000"),
    (r"kana", "シケン"),
    (r"latin", "Test"),
    (r"(^|_)code$", "900"),
)
LATER = re.compile("until|due|expires|next|wanted")
LEDGER = "商号\n試験株式会社\n"
LAYER = "questionnaire: to24\nchanges:\n- {question: 24-17, act: hide}\n"
NUMBER = re.compile(r"[0-9,]+")
# A page is long and its forms are short: only these parts are parsed.
WHERE_FORMS_ARE = re.compile(
    r"(<form\b.*?</form>|<(?:button|input)\b[^>]*\sform=[^>]*>|<(select|textarea)\b[^>]*\sform=.*?</\2>)",
    re.S,
)
MARKED = re.compile(r'<(?:input|select|textarea|fieldset)\b[^>]*aria-invalid="true"[^>]*>')
BOOK = "項番,見解,適合性\n統20,試験の見解,適合可能\n"
FORM = "番号;質問;回答\n24-01;試験の質問ですか。;はい\nA-2;試験の二つ目ですか。;いいえ\n"
FILES = {"ledger": LEDGER, "layer": LAYER, "workbook": BOOK, "form_file": FORM}
# Where the first choice asks for more than the form's usual values give.
FITTING = {"questionnaire": "to23", "edition": "fisc/13", "no_number_reason": "not_yet_checked"}


@dataclass
class Found:
    """A form as one person saw it: where it is sent, what stood in it, and which button sends it."""

    route: Route
    action: str
    page: str
    actor: Actor
    fields: Fields = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    choices: dict[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.fields) | self.texts

    def __str__(self) -> str:
        return f"{self.route} on {self.page} as {self.actor}"


@cache
def offered_to(walker: Walker, actor: Actor) -> dict[str, list[Found]]:
    """Endpoint → the forms that are sent to it, as one person is shown them."""
    return harvest(walker, [actor])


def harvest(walker: Walker, people: Sequence[Actor] | None = None) -> dict[str, list[Found]]:
    """Endpoint → the forms that are sent to it, as the people of all roles (or just these) are shown them."""
    found: dict[str, list[Found]] = {}
    everybody = [*walker.by_role(), *(walker.actors[name] for name in ALSO)]
    for route in routes(walker.app):
        if route.method != "GET" or route.endpoint in ("static", "bootstrap.static"):
            continue
        _harvest(walker, route, people or everybody, found)
    return found


def _harvest(walker: Walker, route: Route, people: Sequence[Actor], found: dict[str, list[Found]]) -> None:
    actors = walker.allowed(route, people)
    for number, path in enumerate(pages_of(walker, route)):
        seen: Counter[str] = Counter()
        for actor in actors if number == 0 else [one for one in actors if one.name in IN_OTHER_STATES]:
            answer = walker.try_(actor, route, path)
            if is_file(answer):
                return
            if answer.status == 200 and "<form" in answer.text:
                _keep(walker, answer, found, seen)


def is_file(answer: Answer) -> bool:
    return answer.status == 200 and not str(answer.headers.get("Content-Type")).startswith("text/html")


def pages_of(walker: Walker, route: Route) -> list[str]:
    """The route's address with the usual row, and with the same kind of row in its other states."""
    paths = [walker.path(route)]
    for name in route.arguments:
        stem = name.removesuffix("_id")
        rows = walker.world.mine.others.get(TABLES.get(stem, stem), ())
        # What belongs to another argument of the route is walked with that one in its states, and once by itself.
        is_inner = any(hasattr(row, other) for row in rows for other in route.arguments - {name})
        for row in rows[-1:] if is_inner else rows:
            paths.append(
                walker.path(route, **{name: row.id, **_belonging(walker.world.mine, route, stem, row)})
            )
    if route.endpoint in TICKED:
        paths.append(f"{paths[0]}?id={walker.world.mine.rows[TICKED[route.endpoint]].id}")
    if route.endpoint == "register.own_list_edit":
        paths.append(walker.path(route, key="register.data_classes"))
    if route.endpoint == "standards.item_link":
        paths.append(f"{paths[0]}?before=fisc/9/統24&after=fisc/9r2/統24")
    if route.endpoint == "standards.item_link_none":
        paths.append(f"{paths[0]}?other=fisc/13")
    if route.endpoint in STARTS:
        paths.append(f"{paths[0]}?{STARTS[route.endpoint]}&unit_id={walker.world.mine.unit.id}")
    if route.endpoint in ABOUT:
        paths.append(f"{paths[0]}?type=unit&id={walker.world.mine.unit.id}")
    return paths


def _belonging(side: Side, route: Route, stem: str, row: Any) -> dict[str, Any]:
    """Of the route's other arguments those that this row belongs to, or that belong to it."""
    found: dict[str, Any] = {}
    rows = [row]
    for name in sorted(route.arguments - {f"{stem}_id"}, reverse=True):
        table = TABLES.get(name.removesuffix("_id"), name.removesuffix("_id"))
        beside = side.others.get(f"{table} beside", ())
        there = [
            one for one in (side.rows.get(table), *side.others.get(table, ()), *beside) if one is not None
        ]
        for one in there:
            is_above = any(getattr(other, name, None) == one.id for other in rows)
            if is_above or getattr(one, f"{stem}_id", None) == row.id:
                found[name] = one.id
                rows.append(one)
                break
    return found


def _keep(walker: Walker, answer: Answer, found: dict[str, list[Found]], seen: Counter[str]) -> None:
    if "<main" not in answer.text:
        return
    whole = answer.text
    look = re.sub(r'value="[^"]*"', "", re.sub(r"<header.*?</header>", "", whole, count=1, flags=re.S))
    signature = "".join(re.findall(r"<form[^>]*>|<button[^>]*>|name=\"[^\"]*\"", look))
    if seen[signature] >= SAME and answer.actor.name not in (*ALSO, Role.ADMINISTRATOR.value):
        return  # the same forms as others saw: some of them are enough
    seen[signature] += 1
    page = BeautifulSoup("".join(one[0] for one in WHERE_FORMS_ARE.findall(whole)), "html.parser")
    for form in page.find_all("form"):
        if _attribute(form, "method").lower() == "post":
            for made in _forms_of(walker, page, form, answer):
                found.setdefault(made.route.endpoint, []).append(made)


def _forms_of(walker: Walker, page: BeautifulSoup, form: Tag, answer: Answer) -> list[Found]:
    controls = _controls(page, form)
    buttons: list[Tag | None] = [tag for tag in controls if _presses(tag)] or [None]
    made = []
    for button in buttons:
        action = _attribute(button, "formaction") if button else ""
        action = action or _attribute(form, "action") or answer.path
        route = route_of(walker, action)
        if route is None:
            continue
        offer = Found(route, action, answer.path, answer.actor)
        _read(offer, controls, button)
        made.append(offer)
    return made


def route_of(walker: Walker, action: str) -> Route | None:
    try:
        rule, _ = walker.app.url_map.bind("localhost").match(
            re.split(r"[?#]", action, maxsplit=1)[0], "POST", return_rule=True
        )
    except HTTPException:
        return None
    return Route(rule.endpoint, rule.rule, "POST", frozenset(rule.arguments))


def _read(offer: Found, controls: list[Tag], button: Tag | None) -> None:
    texts, files = set(), set()
    for control in controls:
        name = _attribute(control, "name")
        if not name or control.name == "button" or control.has_attr("disabled"):
            continue
        kind = _attribute(control, "type").lower()
        if control.name == "textarea" or (control.name == "input" and kind in TEXT_TYPES):
            texts.add(name)
        if kind == "file":
            files.add(name)
        if control.name == "select":
            offer.choices[name] = [_attribute(o, "value") for o in control.find_all("option")]
        if kind in ("radio", "checkbox"):
            offer.choices.setdefault(name, []).append(_attribute(control, "value") or "on")
        offer.fields.setdefault(name, []).extend(_values(control))
    if button is not None and button.get("name"):
        offer.fields[_attribute(button, "name")] = [_attribute(button, "value")]
    offer.texts, offer.files = frozenset(texts), frozenset(files)


def filled(
    walker: Walker, offer: Found, given: Mapping[str, list[str]] | None = None, salt: str = "改"
) -> Fields:
    """What stands there, with a word more in each free text and something fitting in what is empty."""
    sent: Fields = {}
    for name, values in offer.fields.items():
        if name in CONTROL:
            sent[name] = values
        elif name in offer.texts:
            sent[name] = [_text(name, values[0] if values else "", salt)]
        elif name in offer.files:
            sent[name] = [Upload(FILES.get(name) or whole_pdf(uuid4().hex).decode())]
        elif name in offer.choices:
            sent[name] = values if any(values) else _choice(name, offer.choices[name])
        else:
            sent[name] = values if any(values) else _picked(walker, name)
    sent["csrf_token"] = [walker.token]
    return {**sent, **(given or {})}


def _text(name: str, value: str, salt: str) -> str:
    value = value.lstrip("\r\n")
    if NUMBER.fullmatch(value):
        return value
    for pattern, fitting in PLAUSIBLE:
        if re.search(pattern, name):
            return value or fitting
    if name == "key":
        return value or f"neu-{uuid4().hex[:8]}"
    if name == "on" or name.endswith("_on"):
        return value or (day_of(now()) + timedelta(days=20 if LATER.search(name) else 0)).isoformat()
    return f"{value}{salt}" if value else f"試験{salt}"


def _choice(name: str, options: list[str]) -> list[str]:
    chosen = [option for option in options if option == FITTING.get(name)] or [
        option for option in options if option
    ]
    return chosen[:1]


def _picked(walker: Walker, name: str) -> list[str]:
    if name == "subject":  # of an assessment: which form it is stands in the address
        return [str(walker.world.mine.rows["engagement"].id)]
    if name == "parent_id" or not name.endswith("_id"):
        return [""]
    stem = name.removesuffix("_id")
    side = walker.world.mine
    if stem == "engagement":
        return [str(side.others["engagement"][0].id)]  # the sample itself is tied to everything already
    for table in (stem, TABLES.get(stem, stem)):
        if table in side.rows:
            return [str(side.rows[table].id)]
    return [str(side.officer.id if stem.startswith("from_") else side.approver.id)]


def invalid(text: str) -> set[str]:
    """Names of the fields that an answer marks as wrong."""
    return {_attribute(_only(tag), "name") for tag in MARKED.findall(text)}


def _only(text: str) -> Tag:
    tag = BeautifulSoup(text, "html.parser").find(True)
    assert isinstance(tag, Tag)
    return tag


def is_done(answer: Answer) -> bool:
    """Sent on, or stored by script; a form shown again is neither."""
    return answer.status in (204, 302, 303) and not answer.sends_to_sign_in and not answer.sends_to_prove


# Pages that say in their address what they are about.
ABOUT = {"work.approval_record", "work.finding_raise", "work.documents", "work.document_add"}
# Pages about rows that somebody ticked in a list.
TICKED = {"register.engagement_bulk_edit": "engagement", "assurance.duties_bulk": "control_duty"}
# Pages that begin with the choice of a questionnaire.
STARTS = {
    "assurance.report_add": "kind=iso27001",
    "diligence.assessment_start": "kind=engagement",
    "diligence.engagement_assessment_start": "questionnaire=to24",
    "diligence.organisation_assessment_start": "questionnaire=to23",
    "diligence.service_assessment_start": "questionnaire=to24",
    "diligence.institution_assessment_start": "questionnaire=fsa-self-check",
}  # fmt: skip
# Whose own rows the samples are.
ALSO = ("mine officer", "mine approver", "mine vendor")
# Who reads the pages of rows in their other states: together they may do what can be done there.
IN_OTHER_STATES = {
    *ALSO,
    *(role.value for role in (Role.ADMINISTRATOR, Role.VENDOR_MANAGER, Role.RISK, Role.APPROVER)),
}
SAME = 2
MENDED = 3
# What a form holds once somebody has seen what it would do.
LOOKED_AT = ("previewed", "apply", "save", "checked", "judge", "seen", "start")
STRONG = (Role.ADMINISTRATOR, Role.APPROVER, Role.VENDOR_MANAGER, Role.OFFICER)
Sender = Callable[[Found, Fields], Answer]


def send_until_done(
    walker: Walker, offers: list[Found], send: Sender, most: int = 30
) -> tuple[Found, Answer, Fields] | None:
    """Try each offer, mending what the answer calls wrong; the first that is accepted."""
    for offer in offers[:most]:
        fields = filled(walker, offer)
        answer = send(offer, fields)
        for _ in range(MENDED):
            if is_done(answer) or answer.status not in (200, 422):
                break
            for name in invalid(answer.text) & set(fields):
                for part in (name, name.removesuffix("_text")):  # a picker's text and the id behind it
                    fields[part] = offer.fields.get(part) or [""]
            fields.update(confirmed(answer) if answer.status == 200 else {})
            answer = send(offer, fields)
        if is_done(answer):
            return offer, answer, fields
    return None


def confirmed(answer: Answer) -> Fields:
    """Where a form shows first what it would do: the same again, with what the look left in it."""
    page = BeautifulSoup(answer.text, "html.parser")
    left = [tag for name in LOOKED_AT for tag in page.select(f'main [name="{name}"]')]
    return {_attribute(tag, "name"): [_attribute(tag, "value") or "y"] for tag in left}


def strong(walker: Walker) -> list[Actor]:
    return [walker.actors[role.value] for role in STRONG]


# Sent by script, without a form on any page.
BY_SCRIPT: dict[str, Fields] = {
    "overview.draft_save": {"name": ["下書き"]},
    "overview.draft_drop": {},
    "overview.draft_delete": {},
}


def again(walker: Walker, offer: Found) -> Found | None:
    """The same form as its page shows it now: another version, another key."""
    route = next(r for r in routes(walker.app) if r.method == "GET" and _fits(walker, r, offer.page))
    found: dict[str, list[Found]] = {}
    _keep(walker, walker.send(offer.actor, route, offer.page), found, Counter())
    same = [one for one in found.get(offer.route.endpoint, ()) if one.action == offer.action]
    return same[0] if same else None


def _fits(walker: Walker, route: Route, path: str) -> bool:
    rule, _ = walker.app.url_map.bind("localhost").match(
        path.split("?", maxsplit=1)[0], "GET", return_rule=True
    )
    return rule.endpoint == route.endpoint and rule.rule == route.rule
