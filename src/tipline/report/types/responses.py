"""What the receiving server answers."""

from tipline.report.types.values import Element


class ReportResponse(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The answer to everything but `/finish`; code 0 is success."""

    response_code: int
    response_description: str | None = None
    report_id: int | None = None
    file_id: str | None = None
    hash: str | None = None


class DoneFiles(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The files of a finished report."""

    file_id: tuple[str, ...] = ()


class ReportDoneResponse(Element, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """The answer to `/finish`: the receipt that starts the preservation period."""

    response_code: int
    report_id: int | None = None
    files: DoneFiles = DoneFiles()
