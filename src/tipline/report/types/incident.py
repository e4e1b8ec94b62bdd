"""What happened, where online it happened, and when."""

from tipline.report.types.enums import IncidentType, ReportAnnotation
from tipline.report.types.people import Address, Email, IpCaptureEvent, Phone
from tipline.report.types.values import DateTime, Double, Element


class IncidentSummary(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The only part whose content is compulsory: what kind of incident, and when.

    `report_annotations` is `None` when the element was absent, empty when it was empty.
    """

    incident_type: IncidentType | None = None
    platform: str | None = None
    escalate_to_high_priority: str | None = None
    report_annotations: frozenset[ReportAnnotation] | None = None
    incident_date_time: DateTime | None = None
    incident_date_time_description: str | None = None


class WebPageIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident on web pages."""

    third_party_hosted_content: bool | None = None
    url: tuple[str, ...] = ()
    additional_info: str | None = None


class EmailIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident by email."""

    email_address: tuple[Email, ...] = ()
    content: str | None = None
    additional_info: str | None = None


class NewsgroupIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident in a newsgroup."""

    name: str | None = None
    email_address: tuple[Email, ...] = ()
    content: str | None = None
    additional_info: str | None = None


class ChatImIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident in a chat or by instant messages."""

    chat_client: str | None = None
    chat_room_name: str | None = None
    content: str | None = None
    additional_info: str | None = None


class OnlineGamingIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident in an online game."""

    game_name: str | None = None
    console: str | None = None
    content: str | None = None
    additional_info: str | None = None


class CellPhoneIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident by mobile phone; positive degrees are north and east."""

    phone_number: Phone | None = None
    latitude: Double | None = None
    longitude: Double | None = None
    additional_info: str | None = None


class NonInternetIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident at a place rather than online."""

    location_name: str | None = None
    incident_address: tuple[Address, ...] = ()
    additional_info: str | None = None


class Peer2peerIncident(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """An incident in a peer-to-peer network."""

    client: str | None = None
    ip_capture_event: tuple[IpCaptureEvent, ...] = ()
    file_names: str | None = None
    additional_info: str | None = None


class InternetDetails(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One context of the incident: exactly one of the eight is there."""

    web_page_incident: WebPageIncident | None = None
    email_incident: EmailIncident | None = None
    newsgroup_incident: NewsgroupIncident | None = None
    chat_im_incident: ChatImIncident | None = None
    online_gaming_incident: OnlineGamingIncident | None = None
    cell_phone_incident: CellPhoneIncident | None = None
    non_internet_incident: NonInternetIncident | None = None
    peer2peer_incident: Peer2peerIncident | None = None
