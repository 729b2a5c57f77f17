"""What points at an organisation or a service that turns out to be another one, and follows it there."""

from app.references.models import ReferencePaper, ReferenceRecord, ReferenceVersion, SecurityReference
from app.register.queries import merging

for model in (SecurityReference, ReferenceVersion, ReferenceRecord, ReferencePaper):
    merging.follow(model, "organisation_id")
merging.follow_service(SecurityReference, "service_id")
