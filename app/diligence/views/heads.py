"""What stands above each part of an assessment's file, for the views of its tabs."""

from typing import Any

from app.core.dates import day_of
from app.core.web import current_context
from app.diligence import tabs
from app.diligence.models import Assessment
from app.diligence.queries import assessments as queries
from app.diligence.sheets import assessments as shown
from app.register.queries import engagements


def head_of(found: Assessment, tab: str) -> dict[str, Any]:
    ctx = current_context()
    return {
        "assessment": found, "tabs": tabs.shown(ctx, found, tab), "today": day_of(ctx.at),
        "score": shown.score_words(found.score_low, found.score_high),
        "questionnaire": queries.titles_of([found], shown.title_in_language).get(found.content_id, ""),
        "engagement": engagements.get_engagement(ctx, found.engagement_id) if found.engagement_id else None,
    }  # fmt: skip
