"""Where a reference's workbook is taken and brought back: on our pages, or by the provider's people in the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core import navigation
from app.core.errors import DomainError, NotAllowed
from app.core.web import current_context
from app.core.words import N_
from app.exchange.models import ReferenceImport
from app.exchange.services import reference_imports, reference_whose
from app.exchange.services.reference_books import Names
from app.references.models import ReferenceVersion, SecurityReference
from app.references.queries import references as queries
from app.standards.queries import contents
from app.standards.sheets.voices import Voice

STANDARD = N_("the standard")


@dataclass(frozen=True)
class Place:
    reference: SecurityReference
    is_portal: bool = False

    @property
    def may_import(self) -> bool:
        try:
            reference_imports.check_may_import(current_context(), self.reference)
        except (DomainError, NotAllowed):
            return False
        return True

    # --- addresses ------------------------------------------------------------------------

    def _url(self, endpoint: str, **more: Any) -> str:
        side = "portal_" if self.is_portal else ""
        return url_for(f"exchange.{side}{endpoint}", reference_id=self.reference.id, **more)

    @property
    def back_url(self) -> str:
        endpoint = "references.portal_reference" if self.is_portal else "references.reference"
        return url_for(endpoint, reference_id=self.reference.id)

    @property
    def import_url(self) -> str:
        return self._url("reference_import")

    def sheets_url(self, brought: ReferenceImport) -> str:
        return self._url("reference_import_sheets", reference_import_id=brought.id)

    def mapping_url(self, brought: ReferenceImport) -> str:
        return self._url("reference_import_mapping", reference_import_id=brought.id)

    def differences_url(self, brought: ReferenceImport) -> str:
        return self._url("reference_import_differences", reference_import_id=brought.id)

    def workbook_url(self, version: ReferenceVersion, **more: Any) -> str:
        return self._url("reference_workbook", version_id=version.id, **more)

    def version_url(self, version: ReferenceVersion) -> str:
        endpoint = "references.portal_version" if self.is_portal else "references.version"
        return url_for(endpoint, version_id=version.id)

    # --- words ----------------------------------------------------------------------------

    def names(self, voice: Voice) -> Names:
        """A provider's person reads neither services nor standards: the headings then name the provider for both."""
        ctx, reference = current_context(), self.reference
        own = reference_whose.own_of(ctx, reference)
        framework = None
        if not self.is_portal:
            framework = contents.catalogue().frameworks.get(reference.edition.partition("/")[0])
        standard = voice.text(framework.title) if framework else voice.say(STANDARD)
        return Names(
            own.provider.shown, own.service.shown, standard, own.edition_names[voice.language], own.number
        )

    def head(self) -> dict[str, Any]:
        if self.is_portal:
            parents = [(_("Security references"), url_for("references.portal_reference_list"))]
        else:
            parents = [(_("Security references"), url_for("references.reference_list"))]
        return {"place": self, "parents": [*parents, (self.reference.title, self.back_url)]}


def for_us(reference_id: UUID) -> Place:
    navigation.belong_to("references.reference_list")
    return Place(queries.get_reference(current_context(), reference_id))


def for_provider(reference_id: UUID) -> Place:
    navigation.belong_to("references.portal_reference_list")
    return Place(queries.get_reference(current_context(), reference_id), is_portal=True)
