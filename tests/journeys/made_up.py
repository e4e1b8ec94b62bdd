"""Made-up reports for the pages' tests: every kind of field is filled, each with a marked value.

A page that has not been asked to reveal may show none of the marked values, anywhere.
"""

from __future__ import annotations

from tipline.report import write_xml
from tipline.report.types import (
    Address,
    ChatImIncident,
    DateTime,
    Details,
    DetailsType,
    DeviceId,
    Email,
    EstimatedLocation,
    EventName,
    FileAnnotation,
    FileDetails,
    IncidentSummary,
    IncidentType,
    InternetDetails,
    IpCaptureEvent,
    NameValuePair,
    OriginalFileHash,
    Person,
    PersonOrUserReported,
    Phone,
    Report,
    ReportAnnotation,
    Reporter,
    Victim,
)

# One marked value for each kind of field that names or places somebody.
EMAIL = "marked.mailbox@example.com"
PHONE = "555-0142"
ADDRESS = "203.0.113.77"
SCREEN_NAME = "MarkedScreenName"
ACCOUNT = "marked-account-4711"
SCHOOL = "Marked School"
CHILD = "Markedchild"
STREET = "14 Marked Street"
DEVICE = "MARKED-DEVICE-1"
SHARED_DEVICE = "MARKED-DEVICE-2"
FILE_NAME = "marked-file-name.jpg"
FILE_ADDRESS = "https://example.com/marked-place"
BIO = "marked words of a profile"
URGENCY = "marked reason for urgency"
CHAT = "[synthetic transcript] marked message"
NOTES = "marked notes"
EXIF = "Marked camera"

OF_THE_PERSON = (EMAIL, PHONE, ADDRESS, SCREEN_NAME, ACCOUNT, STREET, DEVICE, BIO)
OF_THE_CHILD = (CHILD, SCHOOL)
OF_THE_FILE = (FILE_NAME, FILE_ADDRESS, EXIF)
MARKED = (*OF_THE_PERSON, *OF_THE_CHILD, *OF_THE_FILE, SHARED_DEVICE, URGENCY, CHAT, NOTES)

HOSTILE = "<script>alert(1)</script>\u202egnp.exe"
REPORTER = Reporter(
    reporting_person=Person(email=(Email(value="desk@example.net"),)),
    company_template="Legal process is served by the portal.",
)
WHEN = DateTime("2026-11-20T18:41:07Z")


def full_report() -> tuple[bytes, tuple[bytes, ...]]:
    """A report in which nothing is left out, and the details of two files."""
    report = Report(
        incident_summary=IncidentSummary(
            incident_type=IncidentType(
                "Child Pornography (possession, manufacture, and distribution)"
            ),
            platform="Example Chat",
            escalate_to_high_priority=URGENCY,
            report_annotations=frozenset({ReportAnnotation("sextortion")}),
            incident_date_time=WHEN,
        ),
        internet_details=(
            InternetDetails(
                chat_im_incident=ChatImIncident(chat_client="Example Chat", content=CHAT)
            ),
        ),
        reporter=REPORTER,
        person_or_user_reported=(_person(),),
        victim=(Victim(victim_person=Person(first_name=CHILD, age=12), school_name=SCHOOL),),
        additional_info=NOTES,
    )
    return write_xml(report), (write_xml(_viewed_file()), write_xml(_file_nobody_spoke_of()))


def linked_report(number: int = 0) -> bytes:
    """Another report, of another sender, that names the same mailbox; numbers make them differ."""
    return write_xml(
        small(
            PersonOrUserReported(
                person_or_user_reported_person=Person(email=(Email(value=EMAIL),)),
                screen_name=f"SomebodyElse{number}",
                ip_capture_event=(
                    IpCaptureEvent(
                        ip_address="2001:db8::77", date_time=DateTime("2026-11-19T08:00:00")
                    ),
                ),
            )
        )
    )


def report_of_a_shared_device(number: int) -> bytes:
    """One of a few reports, of other accounts, that name one device: a possible link."""
    return write_xml(
        small(
            PersonOrUserReported(
                esp_identifier=f"device-account-{number}",
                esp_service="Example Chat",
                person_or_user_reported_person=Person(
                    email=(Email(value=f"device{number}@example.com"),)
                ),
                device_id=(DeviceId(id_type="IMEI", id_value=SHARED_DEVICE),),
            )
        )
    )


def hostile_report() -> bytes:
    """A report whose texts try to become markup, and to turn the text beside them round."""
    return write_xml(small(PersonOrUserReported(screen_name=HOSTILE, esp_service=HOSTILE)))


def small_report(number: int) -> bytes:
    """One of many thin reports, alike but for an account."""
    return write_xml(
        small(PersonOrUserReported(esp_identifier=f"account-{number}", esp_service="Example Chat"))
    )


def small(reported: PersonOrUserReported, *, victim: tuple[Victim, ...] = ()) -> Report:
    """The least that a report may be, with what is given."""
    return Report(
        incident_summary=IncidentSummary(
            incident_type=IncidentType(
                "Child Pornography (possession, manufacture, and distribution)"
            ),
            incident_date_time=DateTime("2026-11-19T08:00:00Z"),
        ),
        reporter=REPORTER,
        person_or_user_reported=(reported,),
        victim=victim,
    )


def _person() -> PersonOrUserReported:
    return PersonOrUserReported(
        person_or_user_reported_person=Person(
            email=(Email(value=EMAIL, verified=True),),
            phone=(Phone(value=PHONE),),
            address=(Address(address=STREET, country="US"),),
        ),
        esp_identifier=ACCOUNT,
        esp_service="Example Chat",
        screen_name=SCREEN_NAME,
        profile_bio=BIO,
        ip_capture_event=(
            IpCaptureEvent(
                ip_address=ADDRESS, event_name=EventName.LOGIN, date_time=WHEN, port=40321
            ),
        ),
        device_id=(DeviceId(id_type="IMEI", id_value=DEVICE),),
        estimated_location=EstimatedLocation(city="Marked City", country_code="US"),
    )


def _viewed_file() -> FileDetails:
    return FileDetails(
        report_id=1,
        file_id="a" * 32,
        original_file_name=FILE_NAME,
        location_of_file=FILE_ADDRESS,
        uploaded_to_esp_timestamp=WHEN,
        file_viewed_by_esp=True,
        exif_viewed_by_esp=False,
        file_annotations=frozenset({FileAnnotation("viral")}),
        original_file_hash=(
            OriginalFileHash(value="d41d8cd98f00b204e9800998ecf8427e", hash_type="MD5"),
        ),
        details=(
            Details(
                type=DetailsType.EXIF, name_value_pair=(NameValuePair(name="Model", value=EXIF),)
            ),
        ),
    )


def _file_nobody_spoke_of() -> FileDetails:
    return FileDetails(report_id=1, file_id="b" * 32)
