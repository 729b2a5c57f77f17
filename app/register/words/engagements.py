"""Labels of engagements and of what the law makes of them."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.register.models import (
    Category,
    Connection,
    ExitPlan,
    ForeignBasis,
    Origin,
    OutsourcingJudgement,
    PersonalDataBasis,
    Stage,
)

words.table(
    "engagement",
    _l("Engagement"),
    {
        "number": _l("Engagement number"),
        "title": _l("Engagement title"),
        "title_kana": _l("Title in kana"),
        "sort_key": _l("Sort key"),
        "service_id": _l("Service"),
        "vendor_id": _l("Contract party"),
        "unit_id": _l("Owning unit"),
        "owner_id": _l("Owner"),
        "category": _l("Category"),
        "origin": _l("How it came in"),
        "stage": _l("Stage"),
        "outsourcing": _l("Outsourcing or not"),
        "outsourcing_reason": _l("Reason of the judgement"),
        "outsourcing_by_id": _l("Judged by"),
        "outsourcing_on": _l("Judged on"),
        "purpose": _l("Work entrusted and purpose"),
        "data_classes": _l("Classes of data"),
        "data_volume": _l("Number of records"),
        "data_note": _l("Note on the data"),
        "has_personal_data": _l("Personal data"),
        "has_sensitive_data": _l("Sensitive information (kibi)"),
        "has_special_care_data": _l("Special care-required personal information"),
        "data_countries": _l("Countries where the data lie"),
        "data_regions": _l("Regions where the data lie"),
        "access": _l("Access level"),
        "connection": _l("Way of connection"),
        "annual_amount": _l("Annual amount (yen)"),
        "started_on": _l("Begins on"),
        "ends_on": _l("Ends on"),
        "renewal_notice_on": _l("Notice of renewal due on"),
        "is_auto_renewed": _l("Renews by itself"),
        "contract_signed_on": _l("Contract signed on"),
        "legal_checked_on": _l("Checked by legal on"),
        "is_important_third_party": _l("Important third party"),
        "is_designated_equipment": _l("Designated critical equipment"),
        "substitutability": _l("Substitutability"),
        "substitute": _l("Substitute"),
        "exit_plan": _l("Exit plan"),
        "exit_plan_on": _l("Exit plan dated"),
        "ended_on": _l("Ended on"),
        "end_reason": _l("Reason of the end"),
        "access_cut_on": _l("Access cut on"),
        "erasure_proof_on": _l("Erasure proved on"),
        "note": _l("Note"),
    },
)
words.table(
    "engagement_reader",
    _l("Reading unit"),
    {
        "engagement_id": _l("Engagement"),
        "unit_id": _l("Reading unit"),
    },
)
words.table(
    "engagement_function",
    _l("Function served"),
    {
        "engagement_id": _l("Engagement"),
        "function_id": _l("Business function"),
    },
)
words.table(
    "engagement_system",
    _l("System concerned"),
    {
        "engagement_id": _l("Engagement"),
        "system_id": _l("Information system"),
    },
)
words.table(
    "engagement_memo",
    _l("Memo"),
    {
        "engagement_id": _l("Engagement"),
        "on": _l("Day"),
        "body": _l("What happened"),
        "author_id": _l("Written by"),
        "written_at": _l("Written at"),
    },
)
words.table(
    "party_judgement",
    _l("Judgement on a party"),
    {
        "engagement_id": _l("Engagement"),
        "organisation_id": _l("Organisation"),
        "personal_data": _l("Judgement on personal data"),
        "personal_data_reason": _l("Reason (personal data)"),
        "personal_data_by_id": _l("Judged by (personal data)"),
        "personal_data_on": _l("Judged on (personal data)"),
        "foreign_basis": _l("Judgement on article 28"),
        "foreign_basis_reason": _l("Reason (article 28)"),
        "foreign_basis_by_id": _l("Judged by (article 28)"),
        "foreign_basis_on": _l("Judged on (article 28)"),
    },
)
words.values(
    {
        Category.CONTRACT_WORK: _l("Contract for work"),
        Category.QUASI_MANDATE: _l("Quasi-mandate"),
        Category.DISPATCH: _l("Dispatched workers"),
        Category.CLOUD: _l("Cloud"),
        Category.SHARED_CENTRE: _l("Shared centre"),
        Category.INTRA_GROUP: _l("Within the group"),
        Category.API: _l("API connection"),
        Category.ALLIANCE: _l("Alliance"),
        Category.PURCHASE: _l("Purchase and maintenance"),
        Category.LINE: _l("Communication line"),
        Category.INFRASTRUCTURE: _l("Financial infrastructure"),
    }
)
words.values(
    {
        Stage.PLANNING: _l("Planning"),
        Stage.SELECTION: _l("Selection"),
        Stage.DECISION: _l("Decision"),
        Stage.CONTRACT: _l("Contract"),
        Stage.READINESS: _l("Readiness check"),
        Stage.OPERATION: _l("Operation"),
        Stage.EXIT_PREPARATION: _l("Preparing the exit"),
        Stage.ENDED: _l("Ended"),
        Stage.DROPPED: _l("Not pursued"),
        Stage.CANCELLED: _l("Called off"),
    }
)
words.values(
    {
        OutsourcingJudgement.NOT_JUDGED: _l("Not judged yet"),
        OutsourcingJudgement.OUTSOURCING: _l("Outsourcing"),
        OutsourcingJudgement.NOT_OUTSOURCING: _l("Not outsourcing"),
    }
)
words.values(
    {
        Connection.NONE: _l("No connection"),
        Connection.INTERNET: _l("Internet"),
        Connection.VPN: _l("VPN"),
        Connection.LEASED_LINE: _l("Leased line"),
        Connection.CLOSED_NETWORK: _l("Closed network"),
        Connection.REMOTE_MAINTENANCE: _l("Remote maintenance"),
        Connection.ON_SITE: _l("On our premises"),
        Connection.MEDIA: _l("Media or paper"),
        Connection.UNKNOWN: _l("Unknown"),
    }
)
words.values(
    {
        Origin.PLANNED: _l("Registered as planned"),
        Origin.DISCOVERED: _l("Found in use"),
    }
)
words.values(
    {
        ExitPlan.NONE: _l("No exit plan"),
        ExitPlan.DRAFTED: _l("Drafted"),
        ExitPlan.TESTED: _l("Tested"),
        ExitPlan.NOT_NEEDED: _l("Not needed"),
    }
)
words.values(
    {
        PersonalDataBasis.ENTRUSTED: _l("Entrusted"),
        PersonalDataBasis.CLOUD_EXCEPTION: _l("Cloud exception"),
        PersonalDataBasis.NONE: _l("No personal data"),
    }
)
words.values(
    {
        ForeignBasis.CONSENT: _l("Consent of the person"),
        ForeignBasis.EQUIVALENT_SYSTEM: _l("Equivalent system"),
        ForeignBasis.ADEQUATE_COUNTRY: _l("Equivalent country"),
        ForeignBasis.NOT_APPLICABLE: _l("Does not fall under it"),
    }
)
