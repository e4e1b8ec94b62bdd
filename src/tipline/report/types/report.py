"""The report itself, and who sends it."""

from tipline.report.types.enums import BatchReason
from tipline.report.types.incident import IncidentSummary, InternetDetails
from tipline.report.types.people import (
    ContactPerson,
    IntendedRecipient,
    Person,
    PersonOrUserReported,
    Victim,
)
from tipline.report.types.values import Element


class BatchedReport(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Says that several users are reported for one viral file."""

    reason: BatchReason | None = None


class ServedLegalProcessInternational(
    Element, frozen=True, kw_only=True, gc=False, omit_defaults=True
):
    """Whether a foreign agency served process, and of which country it is."""

    value: bool
    flea_country: str | None = None


class LawEnforcement(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An agency that already knows, or that asked."""

    agency_name: str | None = None
    case_number: str | None = None
    officer_contact: ContactPerson | None = None
    reported_to_le: bool | None = None
    served_legal_process_domestic: bool | None = None
    served_legal_process_international: ServedLegalProcessInternational | None = None


class Reporter(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The company that reports, whom to ask, and how to serve it."""

    reporting_person: Person = Person()
    contact_person: ContactPerson | None = None
    company_template: str | None = None
    terms_of_service: str | None = None
    legal_url: str | None = None


class Report(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What a provider sent: the root of `/submit`."""

    batched_report: BatchedReport | None = None
    incident_summary: IncidentSummary = IncidentSummary()
    internet_details: tuple[InternetDetails, ...] = ()
    law_enforcement: LawEnforcement | None = None
    reporter: Reporter = Reporter()
    person_or_user_reported: tuple[PersonOrUserReported, ...] = ()
    intended_recipient: tuple[IntendedRecipient, ...] = ()
    victim: tuple[Victim, ...] = ()
    additional_info: str | None = None
