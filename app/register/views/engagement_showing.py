"""What the pages of an engagement share: its head, its words, and what this person may do to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app, g, render_template, request, url_for
from flask_babel import get_locale, gettext

from app.core import listing, navigation, words
from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.web import current_context
from app.register import settings, tabs
from app.register.forms.engagements import PART_TITLES, PARTS
from app.register.models import (
    Engagement,
    EngagementFunction,
    EngagementReader,
    EngagementSystem,
    OutsourcingJudgement,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.rules import engagements as rules
from app.register.sheets import deciding as decided
from app.register.sheets import engagements as sheets
from app.register.sheets.deciding import Panel
from app.register.sheets.engagements import Head, Sheet
from app.register.views import bp
from app.register.words.countries import country_names
from app.work.permissions import WorkPermission as W


def number_of(text: str) -> int:
    return max(1, min(int(text), 1000)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def links_of(engagement: Engagement) -> dict[str, Any]:
    """For a form: what the engagement is tied to, by the names of the fields."""
    return {
        "function_ids": queries.linked_ids(engagement, EngagementFunction.function_id),
        "system_ids": queries.linked_ids(engagement, EngagementSystem.system_id),
        "reader_ids": queries.linked_ids(engagement, EngagementReader.unit_id),
    }


def rights(ctx: Context, present: Engagement, moment: Moment) -> dict[str, bool]:
    """Nothing is done to the past or on another day than today, and nothing by who only reads."""
    unit, is_now = present.unit_id, not moment.is_read_only
    return {
        "may_edit": is_now and ctx.may(P.ENGAGEMENT_EDIT, unit),
        "may_judge": is_now and ctx.may(P.ENGAGEMENT_JUDGE, unit),
        "may_write": is_now and ctx.may(P.ENGAGEMENT_MEMO, unit),
        "may_raise": is_now and ctx.may(W.FINDING_RAISE, unit),
        "may_record": is_now and ctx.may(W.APPROVAL_RECORD, unit),
    }


class WordsOf:
    """Values of one engagement in the reader's words, each looked up when the page asks for it."""

    def __init__(self, sheet: Sheet) -> None:
        self.engagement = sheet.engagement
        self.language = str(get_locale())
        self.people = sheet.people

    @property
    def data_classes(self) -> str:
        names = settings.data_class_names(self.language)
        return str(gettext(", ")).join(names.get(key, key) for key in self.engagement.data_classes)

    @property
    def data_countries(self) -> str:
        names = country_names(self.language)
        return str(gettext(", ")).join(names.get(code, code) for code in self.engagement.data_countries)

    def country(self, code: str) -> str:
        return country_names(self.language).get(code, code)

    @property
    def is_judged(self) -> bool:
        return self.engagement.outsourcing != OutsourcingJudgement.NOT_JUDGED

    def person(self, person_id: UUID | None) -> str:
        return self.people.get(person_id, "") if person_id else ""


@dataclass(frozen=True)
class Coming:
    """The next day on which somebody must have acted: of what it is the last, and where that stands."""

    label: str
    on: date
    url: str


@dataclass(frozen=True)
class Shown:
    """The head in words; `blocked`: how much is missing before the next stage, None where nothing is asked."""

    found: Head
    tier: str
    is_gravest: bool
    day: date
    next_stage: str
    blocked: int | None
    coming: Coming | None


def _coming(engagement: Engagement, moment: Moment, panel: Panel) -> Coming | None:
    override, (edge, consent) = panel.tier.override, panel.consent or (None, None)
    until = override.expires_on if override else None
    found = rules.next_of_all(engagement, moment.on, consent=consent, override=until)
    if found is None:
        return None
    asked: dict[str, Any] = {name: request.args[name] for name in listing.MOMENT if request.args.get(name)}
    name, on = found
    if name == "consent":
        url = place_of("overview.consent", engagement_id=engagement.id, supply_id=edge, **asked)
        return Coming(gettext("Consent to subcontracting ends on"), on, url)
    if name == "override":
        url = url_for("register.engagement_tier", engagement_id=engagement.id, **asked)
        return Coming(gettext("Override of the tier ends on"), on, url)
    url = url_for("register.engagement", engagement_id=engagement.id, **asked, _anchor="term")
    return Coming(words.field_label(Engagement.__tablename__, name), on, url)


def head(engagement: Engagement, moment: Moment | None = None, panel: Panel | None = None) -> Shown | None:
    """For any page of the file: `engagement` is the present record, the moment what is shown of it."""
    ctx = current_context()
    moment = moment or Moment(None, day_of(ctx.at))
    known: Head | None = g.get("engagement_head")
    is_known = known is not None and known.engagement.id == engagement.id
    found = known if is_known else sheets.head_of(ctx, engagement, moment)
    if found is None:
        return None
    panel = panel or decided.panel(ctx, found.engagement, moment)
    names, forward, tier = settings.tier_names(str(get_locale())), panel.stage.forward, panel.tier.tier
    return Shown(
        found,
        names.get(tier, tier),
        panel.tier.is_gravest,
        moment.on,
        words.value_label(forward.to) if forward else "",
        panel.stage.missing if forward else None,
        _coming(found.engagement, moment, panel),
    )


def unrecorded(present: Engagement) -> str:
    began = queries.history_began(present)
    return render_template("register/engagement_unrecorded.html", engagement=present, began=began)


def tab_row(engagement: Engagement, current: str) -> list[Any]:
    asked = {name: request.args.get(name) for name in ("as_at", "on")}
    return tabs.shown(current_context(), engagement, current, asked)


def part_tabs(engagement: Engagement, current: str) -> list[navigation.Tab]:
    """The groups of the form, each with a page of its own."""
    return [
        navigation.Tab(
            str(label),
            url_for("register.engagement_edit", engagement_id=engagement.id, part=key),
            key == current,
        )
        for key, label in PART_TITLES.items()
    ]


def part_of(name: str) -> str:
    """In which group of the form a field is asked for."""
    return next(key for key, form in PARTS.items() if hasattr(form, name))


def known(value: bool | None) -> str:
    return "" if value is None else str(gettext("Yes") if value else gettext("No"))


def place_of(endpoint: str, **values: Any) -> str:
    """The address of a page, empty where this edition has none."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""


bp.add_app_template_global(head, "engagement_head")
bp.add_app_template_global(part_of, "part_of")
bp.add_app_template_global(known, "known")
bp.add_app_template_global(place_of, "place_of")
bp.add_app_template_global(tab_row, "engagement_tab_row")
