"""What people make of one engagement: the judgements, and the log of what happened."""

from functools import partial
from typing import Any
from uuid import UUID

from flask import abort, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core import history
from app.core.asat import Moment
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.web import current_context, run_form, writes
from app.identity.queries import named as people_and_units
from app.register.forms.engagements import EngagementJudgeForm, MemoForm, PartyJudgeForm
from app.register.models import Engagement
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.queries import judging
from app.register.queries.judging import PartyRow
from app.register.services import engagements as services
from app.register.views import bp
from app.register.views.engagements import changeable
from app.register.words.countries import country_names


def _at(engagement: Engagement, part: str) -> str:
    return url_for("register.engagement", engagement_id=engagement.id) + f"#{part}"


@bp.route("/engagements/<uuid:engagement_id>/judge", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_JUDGE)
@writes
def engagement_judge(engagement_id: UUID) -> Any:
    ctx = current_context()
    found = changeable(ctx, engagement_id, P.ENGAGEMENT_JUDGE)
    form = EngagementJudgeForm(obj=found)
    return run_form(
        form,
        lambda: services.judge_outsourcing(ctx, found, **form.given()),
        to=lambda _saved: _at(found, "judgement"),
        page="register/engagement_judge.html",
        done=_("The judgement was recorded."),
        record=found,
        last_saved=lambda: history.last_change(found, people_and_units),
    )


@bp.route("/engagements/<uuid:engagement_id>/parties/<uuid:organisation_id>", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_JUDGE)
@writes
def engagement_party_judge(engagement_id: UUID, organisation_id: UUID) -> Any:
    ctx = current_context()
    found = changeable(ctx, engagement_id, P.ENGAGEMENT_JUDGE)
    party = _party(ctx, found, organisation_id)
    form = PartyJudgeForm(obj=party.judgement)
    form.compare_with(partial(queries.judgement_of, organisation_id=organisation_id))
    return run_form(
        form,
        lambda: services.judge_party(ctx, found, organisation_id, form.facts(), version=form.version_number),
        to=lambda _saved: _at(found, "parties"),
        page="register/engagement_party_judge.html",
        done=_("The judgement was recorded."),
        record=found,
        party=party,
        country=country_names(str(get_locale())).get(party.country, party.country),
        last_saved=lambda: history.last_change(found, people_and_units),
    )


def _party(ctx: Context, engagement: Engagement, organisation_id: UUID) -> PartyRow:
    """Nobody else is judged than who takes part, or did when judged before."""
    now = Moment(None, day_of(ctx.at))
    judgements = list(queries.judgements_of(engagement))
    rows = judging.parties_of(ctx, engagement, engagement.vendor_id, judgements, now)
    found = next((row for row in rows if row.organisation_id == organisation_id), None)
    if found is None:
        abort(404)
    return found


@bp.route("/engagements/<uuid:engagement_id>/memos/new", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_MEMO)
@writes
def engagement_memo_add(engagement_id: UUID) -> Any:
    ctx = current_context()
    found = changeable(ctx, engagement_id, P.ENGAGEMENT_MEMO)
    form = MemoForm(on=day_of(ctx.at))
    return run_form(
        form,
        lambda: services.write_memo(ctx, found, body=form.body.data or "", on=form.on.data),
        to=lambda _memo: _at(found, "memos"),
        page="register/engagement_memo_add.html",
        done=_("The memo was written down."),
        engagement=found,
    )
