"""What points at an organisation or a service that turns out to be another one, and follows it there."""

from app.assurance.models import AssuranceReport, ReportService, ReportSubservice
from app.register.queries import merging

merging.follow(AssuranceReport, "organisation_id")
merging.follow(ReportSubservice, "organisation_id")
# A report may name both of two services that become one; then one row is enough.
merging.follow_service(ReportService, "service_id", once_in="report_id")
