"""Write the incident of a report and what is said of each of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.report.types import (
    BatchedReport,
    BatchReason,
    ChatImIncident,
    Details,
    DetailsType,
    EmailIncident,
    EventName,
    FileAnnotation,
    FileDetails,
    FileRelevance,
    IncidentSummary,
    IndustryClassification,
    InternetDetails,
    IpCaptureEvent,
    LawEnforcement,
    NameValuePair,
    OnlineGamingIncident,
    OriginalFileHash,
    Report,
    WebPageIncident,
)
from tipline.synthetic.children import write_recipients, write_victims
from tipline.synthetic.files import FileUse, Origin
from tipline.synthetic.rates import rate
from tipline.synthetic.senders import Kind
from tipline.synthetic.subjects import (
    home_of,
    write_address6,
    write_beside_incident,
    write_subjects,
)

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.drafts import Draft

TRANSCRIPT = "[synthetic transcript]"
_MEANING = "[synthetic] time at which the sender's systems saw it"
_LISTED = Details(
    type=DetailsType.HASH,
    name_value_pair=(NameValuePair(name="HashListMatch", value="exact"),),
)
_CAMERA = Details(
    type=DetailsType.EXIF,
    name_value_pair=(
        NameValuePair(name="Make", value="Example"),
        NameValuePair(name="Model", value="Example Phone 1"),
    ),
)
_GRADES = tuple(IndustryClassification)
_KNOWN_TO_POLICE = LawEnforcement(
    agency_name="Example Task Force", case_number="synthetic-0001", reported_to_le=True
)


def write_report(draft: Draft, dice: Dice) -> Report:
    """Write the report of a draft: valid by the schema of 2025-11 and by every numbered rule."""
    batched = draft.scenario.name == "batched"
    return Report(
        batched_report=BatchedReport(reason=BatchReason.VIRAL_POTENTIAL_MEME) if batched else None,
        incident_summary=_write_summary(draft),
        internet_details=() if draft.shown.thin else (_write_context(draft, dice),),
        law_enforcement=_KNOWN_TO_POLICE if _is_known_to_police(draft, dice) else None,
        reporter=draft.account.sender.reporter,
        person_or_user_reported=write_subjects(draft, dice),
        intended_recipient=write_recipients(draft, dice),
        victim=write_victims(draft, dice),
    )


def _is_known_to_police(draft: Draft, dice: Dice) -> bool:
    return dice.chance(rate("known_to_police")) and not draft.shown.thin


def _write_summary(draft: Draft) -> IncidentSummary:
    scenario = draft.scenario
    return IncidentSummary(
        incident_type=scenario.incident_type,
        platform=draft.account.service.name,
        escalate_to_high_priority=scenario.escalation,
        report_annotations=frozenset((scenario.annotation,)) if scenario.annotation else None,
        incident_date_time=write_beside_incident(draft, 0),
        incident_date_time_description=_MEANING if draft.shown.time_meaning else None,
    )


def _write_context(draft: Draft, dice: Dice) -> InternetDetails:
    """Write where it happened: enticement always in words, the rest by the kind of service."""
    service, account = draft.account.service, draft.account
    in_words = draft.scenario.files == "maybe"
    if service.kind is Kind.MAIL and not in_words:
        return InternetDetails(email_incident=EmailIncident(content=TRANSCRIPT))
    if service.kind is Kind.GAME:
        return InternetDetails(
            online_gaming_incident=OnlineGamingIncident(game_name=service.name, content=TRANSCRIPT)
        )
    if service.kind is Kind.CHAT or in_words:
        return InternetDetails(
            chat_im_incident=ChatImIncident(
                chat_client=service.name, chat_room_name=f"dm-{dice.hex(6)}", content=TRANSCRIPT
            )
        )
    url = f"https://{service.domain}/item/{account.user_id}-{dice.hex(6)}"
    return InternetDetails(web_page_incident=WebPageIncident(url=(url,)))


def write_file_details(draft: Draft, dice: Dice) -> list[FileDetails]:
    """Write what is said of each file; reportId and fileId are placeholders."""
    return [_write_one(draft, use, dice) for use in draft.files]


def _write_one(draft: Draft, use: FileUse, dice: Dice) -> FileDetails:
    batched = draft.scenario.name == "batched"
    bare = batched or draft.shown.thin
    uploaded = write_beside_incident(draft, -dice.between(1, 600))
    return FileDetails(
        report_id=draft.number,
        file_id=_draw_file_id(dice),
        original_file_name=None if batched else use.file.name,
        uploaded_to_esp_timestamp=None if bare else uploaded,
        file_viewed_by_esp=draft.shown.viewed,
        exif_viewed_by_esp=_tell_exif(draft),
        publicly_available=_tell_public(draft),
        file_relevance=_rank(draft, use),
        file_annotations=_annotate(draft, use),
        industry_classification=_grade(draft, use, dice),
        original_file_hash=() if batched else _write_hashes(use),
        ip_capture_event=_write_upload(draft, dice, bare=bare),
        details=() if batched else _write_details(draft, use),
    )


def _draw_file_id(dice: Dice) -> str:
    """Draw 32 hex digits that start with a letter, so that no reader takes them for a number."""
    return f"f{dice.hex(31)}"


def _rank(draft: Draft, use: FileUse) -> FileRelevance:
    """Say whether a file is what is reported; where words are, a new file came along with them."""
    with_words = draft.scenario.files == "maybe" and use.origin is Origin.NEW
    return FileRelevance.SUPPLEMENTAL if with_words else FileRelevance.REPORTED


def _tell_exif(draft: Draft) -> bool | None:
    if draft.scenario.name == "origin_exif":
        return True
    return False if draft.shown.viewed is not None else None


def _tell_public(draft: Draft) -> bool | None:
    """Say that a file could be seen by all where it was sent out on a social service."""
    if draft.scenario.name == "distribution" and draft.account.service.kind is Kind.SOCIAL:
        return True
    return False if draft.account.service.kind is Kind.STORAGE else None


def _annotate(draft: Draft, use: FileUse) -> frozenset[FileAnnotation] | None:
    if draft.scenario.name == "batched" or (use.origin is Origin.VIRAL and use.flagged):
        return frozenset((FileAnnotation.VIRAL,))
    if use.origin is Origin.VIRAL:
        return None
    if draft.scenario.file_annotation:
        return frozenset((draft.scenario.file_annotation,))
    return frozenset((FileAnnotation.GENERATIVE_AI,)) if draft.shown.generated else None


def _grade(draft: Draft, use: FileUse, dice: Dice) -> IndustryClassification | None:
    """Grade what a list grades, and what a person saw in the story of a first-seen file."""
    if draft.scenario.name == "first_seen_production":
        return dice.pick(_GRADES)
    listed = use.origin is Origin.KNOWN and not draft.shown.thin
    return dice.pick(_GRADES) if listed and dice.chance(0.6) else None


def _write_hashes(use: FileUse) -> tuple[OriginalFileHash, ...]:
    return (
        OriginalFileHash(value=use.file.md5, hash_type="MD5"),
        OriginalFileHash(value=use.file.sha1, hash_type="SHA1"),
        OriginalFileHash(value=use.file.sha256, hash_type="SHA256"),
    )


def _write_upload(draft: Draft, dice: Dice, *, bare: bool) -> IpCaptureEvent | None:
    """Write the upload from home, with port and time where this sender has them."""
    shown = draft.shown
    if bare or not shown.ip:
        return None
    return IpCaptureEvent(
        ip_address=draft.holder.address4 or write_address6(home_of(draft), dice),
        event_name=EventName.UPLOAD,
        date_time=write_beside_incident(draft, -1) if shown.capture_time else None,
        port=dice.between(1024, 65535) if shown.port else None,
    )


def _write_details(draft: Draft, use: FileUse) -> tuple[Details, ...]:
    if draft.scenario.name == "origin_exif" and use.origin is Origin.NEW:
        return (_CAMERA,)
    return (_LISTED,) if use.origin is Origin.KNOWN else ()
