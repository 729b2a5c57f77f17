"""What the register keeps (model.md §2): one file per subject, all names importable from here."""

from app.register.models.chain import (
    Access,
    ConsentKind,
    ConsentState,
    EngagementSupply,
    Substitutability,
    Supply,
)
from app.register.models.checking import ChainCheck, ChainCheckRun
from app.register.models.distinctions import OrganisationDistinction
from app.register.models.engagements import (
    Category,
    Connection,
    Engagement,
    EngagementFunction,
    EngagementMemo,
    EngagementReader,
    EngagementSystem,
    ExitPlan,
    Origin,
    OutsourcingJudgement,
    Stage,
)
from app.register.models.judging import (
    ForeignBasis,
    PartyJudgement,
    PersonalDataBasis,
)
from app.register.models.organisations import (
    KeyKind,
    NoNumberReason,
    Organisation,
    OrganisationCode,
    OrganisationKey,
    OrganisationKind,
    Screening,
    ScreeningResult,
    SubcontractAct,
)
from app.register.models.people import Contact, ContactRole, ContactTestResult
from app.register.models.services import Service, ServiceModel
from app.register.models.staging import EngagementCheck, StageMove
from app.register.models.systems import BusinessFunction, InformationSystem, SystemGrade, SystemGround
from app.register.models.tiering import EngagementTier, OverrideState, TierOverride

__all__ = [
    "Access",
    "BusinessFunction",
    "Category",
    "ChainCheck",
    "ChainCheckRun",
    "Connection",
    "ConsentKind",
    "ConsentState",
    "Contact",
    "ContactRole",
    "ContactTestResult",
    "Engagement",
    "EngagementCheck",
    "EngagementFunction",
    "EngagementMemo",
    "EngagementReader",
    "EngagementSupply",
    "EngagementSystem",
    "EngagementTier",
    "ExitPlan",
    "ForeignBasis",
    "InformationSystem",
    "KeyKind",
    "NoNumberReason",
    "Organisation",
    "OrganisationCode",
    "OrganisationDistinction",
    "OrganisationKey",
    "OrganisationKind",
    "Origin",
    "OutsourcingJudgement",
    "OverrideState",
    "PartyJudgement",
    "PersonalDataBasis",
    "Screening",
    "ScreeningResult",
    "Service",
    "ServiceModel",
    "Stage",
    "StageMove",
    "SubcontractAct",
    "Substitutability",
    "Supply",
    "SystemGrade",
    "SystemGround",
    "TierOverride",
]
