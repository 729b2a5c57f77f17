"""What follows from what, across packages, and who executes what two people agreed on. Read here first."""

from collections.abc import Mapping, Sequence

from app.assurance.services import keeping as assurance
from app.core.events import Handler
from app.core.two_person import ApprovalNeeded
from app.diligence.services import consenting, following, round_sending, sending
from app.identity import services as identity
from app.identity.events import HandedOver
from app.identity.services import grants, people
from app.overview import services as overview
from app.references.events import ReferenceWithdrawn, VersionPublished, VersionWithdrawn
from app.references.services import announcing
from app.references.services import following as references
from app.register.events import ConsentMoved, Refiled
from app.register.queries.deciding import DECIDE, MOVE_STAGE
from app.register.services import consents, overrides, staging
from app.register.services import engagements as register
from app.standards.events import EditionsPublished
from app.work import services as work
from app.work.approvals import Executor

SUBSCRIPTIONS: Mapping[type, Sequence[Handler]] = {
    ApprovalNeeded: [work.open_approval],
    EditionsPublished: [references.rename_editions],
    Refiled: [following.follow, references.follow, assurance.follow],
    ConsentMoved: [consenting.follow],
    VersionPublished: [announcing.announce],
    VersionWithdrawn: [announcing.announce_withdrawal],
    ReferenceWithdrawn: [announcing.announce_end],
    HandedOver: [
        work.hand_over_work,
        register.hand_over_register,
        references.hand_over,
        assurance.hand_over_reports,
    ],
}

EXECUTORS: Mapping[str, Executor] = {
    grants.GIVE_GRANT: Executor(identity.activate_grant, identity.refuse_grant),
    grants.GIVE_STAND_IN: Executor(identity.activate_stand_in, identity.refuse_stand_in),
    people.FACTOR_RESET: Executor(identity.reset_factor),
    consents.GRANT_CONSENT: Executor(consents.grant_asked, consents.refuse_asked),
    sending.SEND: Executor(sending.execute),
    round_sending.SEND_ROUND: Executor(round_sending.execute, round_sending.refuse),
    overview.ALLOW_AUDIT_EXPORT: Executor(overview.allow_audit_export, overview.refuse_audit_export),
    overrides.OVERRIDE_TIER: Executor(overrides.activate_override, overrides.refuse_override),
    MOVE_STAGE: Executor(staging.execute_move),
    DECIDE: Executor(staging.execute_decision),
}
