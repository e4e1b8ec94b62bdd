"""What is said about an uploaded file."""

from tipline.report.types.enums import (
    DetailsType,
    FileAnnotation,
    FileRelevance,
    IndustryClassification,
)
from tipline.report.types.people import DeviceId, IpCaptureEvent
from tipline.report.types.values import DateTime, Element


class OriginalFileHash(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A hash of the file as the user uploaded it; `hash_type` is free text such as MD5."""

    value: str
    hash_type: str | None = None


class NameValuePair(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """One named fact about a file."""

    name: str
    value: str


class Details(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """Named facts about a file from one source."""

    type: DetailsType | None = None
    name_value_pair: tuple[NameValuePair, ...] = ()


class FileDetails(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """What a provider says of one uploaded file: the root of `/fileinfo`.

    `file_viewed_by_esp`: a person saw the entire contents. `publicly_available`: the entire
    contents were publicly accessible. Both are three-valued: `None` means nothing was said.
    `file_annotations` is `None` when the element was absent, empty when it was empty.
    """

    report_id: int | None = None
    file_id: str | None = None
    file_name: str | None = None
    original_file_name: str | None = None
    uploaded_to_esp_timestamp: DateTime | None = None
    location_of_file: str | None = None
    file_viewed_by_esp: bool | None = None
    exif_viewed_by_esp: bool | None = None
    publicly_available: bool | None = None
    file_relevance: FileRelevance | None = None
    potential_meme: bool | None = None
    file_annotations: frozenset[FileAnnotation] | None = None
    industry_classification: IndustryClassification | None = None
    original_file_hash: tuple[OriginalFileHash, ...] = ()
    ip_capture_event: IpCaptureEvent | None = None
    device_id: tuple[DeviceId, ...] = ()
    details: tuple[Details, ...] = ()
    additional_info: tuple[str, ...] = ()
