"""Make what a hand-over packet is written from: one report that names all kinds of things."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from made_reports import a_file, a_report, md5_of
from tipline.desk.intake.types import (
    DocumentKind,
    Environment,
    RawDocument,
    ReportDocuments,
    Source,
    State,
    StoredFile,
)
from tipline.desk.routing.packet.types import HandOver, PacketContents, PacketReport, Ranking
from tipline.desk.triage.types import Clock, ClockKind, Missing, Reason, Tier, TimeUnit
from tipline.report import write_xml
from tipline.report.types import (
    Address,
    ChatImIncident,
    DateTime,
    DeviceId,
    EventName,
    IntendedRecipient,
    InternetDetails,
    IpCaptureEvent,
    Person,
    Phone,
    Report,
    Victim,
)

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
NUMBER = 207791556990576

HAND_OVER = HandOver(
    subject=f"report {NUMBER}",
    from_agency="Harbour Hotline",
    by="process:command-line",
    to="us-icac-al",
    to_name="Alabama ICAC Task Force",
    reason="Hand-over to the task force, task 2026/114",
    made_at=AT,
    version="0.1",
)

FULL_REPORT = a_report(
    account="u-77",
    emails=["a@example.com"],
    reported={
        "esp_service": "Example Chat",
        "screen_name": "harbour_77",
        "display_name": ("First", "Second"),
        "profile_url": ("https://example.com/u77",),
        "ip_capture_event": (
            IpCaptureEvent(
                ip_address="192.0.2.7",
                event_name=EventName.LOGIN,
                date_time=DateTime("2026-11-20T10:00:00Z"),
                port=52113,
            ),
            IpCaptureEvent(ip_address="2001:db8::7", date_time=DateTime("2026-11-20T10:00:00")),
            IpCaptureEvent(ip_address="no address"),
        ),
        "device_id": (
            DeviceId(id_type="IMEI", id_value="490154203237518"),
            DeviceId(id_type="IDFA", id_value="AAAA-BBBB"),
        ),
    },
    victim=(
        Victim(
            victim_person=Person(
                first_name="Ada",
                age=12,
                phone=(Phone(value="5550100", country_calling_code="+1"),),
                address=(Address(address="1 Example St", state="AL", zip_code="35004"),),
            )
        ),
    ),
    intended_recipient=(IntendedRecipient(screen_name="other_1"),),
    internet_details=(
        InternetDetails(chat_im_incident=ChatImIncident(content="[synthetic transcript]")),
    ),
)


def contents(report: Report = FULL_REPORT) -> PacketContents:
    """Everything that a packet about one report is written from."""
    details = a_file(
        md5_of(7),
        original_file_name="first.jpg",
        file_viewed_by_esp=True,
        ip_capture_event=IpCaptureEvent(ip_address="198.51.100.4"),
    )
    documents = ReportDocuments(
        report_id=NUMBER,
        report=report,
        files=(details,),
        file_ids=("f" * 32,),
        received_at=AT - timedelta(hours=1),
        sender_id=None,
        sender_name="Example Chat",
        environment=Environment.PRODUCTION,
        source=Source.WIRE,
        state=State.FINISHED,
        content_sha256="0" * 64,
        duplicate_of=None,
        stored_files=(_stored("f" * 32, "first.jpg", 7), _stored("e" * 32, "second.jpg", 8)),
    )
    raw = tuple(
        RawDocument(kind=kind, file_id=None, raw=write_xml(model), received_at=AT)
        for kind, model in ((DocumentKind.REPORT, report), (DocumentKind.FILE_DETAILS, details))
    )
    return PacketContents(
        hand_over=HAND_OVER,
        reports=(PacketReport(raw=raw, documents=documents, located=None, routed=None),),
        ranking=_ranking(),
    )


def _stored(file_id: str, name: str, number: int) -> StoredFile:
    return StoredFile(
        file_id=file_id, name=name, md5=md5_of(number), sha256=f"{number:064x}", size=1234
    )


def _ranking() -> Ranking:
    path = "report.victim[1].victimPerson.firstName"
    ask = "What is the IP address and port of the upload?"
    return Ranking(
        tier=Tier.T1,
        title="identifiable victim or current access",
        reasons=(
            Reason(code="NAMED", text="A victim is named", field=path, report_id=str(NUMBER)),
        ),
        missing=(
            Missing(
                question="where",
                code="NO_ADDRESS",
                text="No address of the upload was sent",
                why="It places the account",
                ask=ask,
                field="report.personOrUserReported[1].ipCaptureEvent[1]",
                report_id=str(NUMBER),
            ),
        ),
        clocks=(
            Clock(
                kind=ClockKind.PRESERVATION,
                text="The sender's duty to preserve the contents of the report",
                expires_at=AT + timedelta(days=18),
                left=18,
                unit=TimeUnit.DAYS,
                source="18 USC 2258A(h)",
                report_id=str(NUMBER),
            ),
        ),
        policy="policy default 2026-11-22",
    )
