"""The smallest documents that say something, and the ways in which one can be wrong."""

from __future__ import annotations

REPORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<report>
  <incidentSummary>
    <incidentType>Child Sex Tourism</incidentType>
    <incidentDateTime>2026-09-14T07:21:33Z</incidentDateTime>
  </incidentSummary>
  <reporter>
    <reportingPerson>
      <email>safety@example.com</email>
    </reportingPerson>
  </reporter>
  <personOrUserReported>
    <espIdentifier>acct-1</espIdentifier>
    <ipCaptureEvent>
      <ipAddress>198.51.100.7</ipAddress>
      <dateTime>2026-09-14T07:02:10Z</dateTime>
      <port>50112</port>
    </ipCaptureEvent>
  </personOrUserReported>
</report>
"""

BATCHED = REPORT.replace(
    b"<report>", b'<report><batchedReport reason="VIRAL_POTENTIAL_MEME"/>'
).replace(REPORT[REPORT.index(b"    <ipCaptureEvent>") : REPORT.index(b"  </personOr")], b"")

# (what is wrong, the document, the code, what the text has to name)
WRONG_REPORTS = [
    ("another root", b"<fileDetails/>", 4100, "fileDetails"),
    (
        "wrong order",
        REPORT.replace(b"<reporter>", b"<victim><victimPerson/></victim><reporter>"),
        4100,
        "victim",
    ),
    ("missing zone", REPORT.replace(b"07:21:33Z", b"07:21:33"), 4100, "incidentDateTime"),
    ("port 0", REPORT.replace(b"50112", b"0"), 4100, "port"),
    ("unknown type", REPORT.replace(b"Child Sex Tourism", b"Other"), 4100, "incidentType"),
    ("cut short", REPORT[:200], 4110, "["),
    ("no XML", b"id=5", 4110, "["),
    ("empty", b"", 4110, "["),
    (
        "doctype",
        REPORT.replace(b"<report>", b'<!DOCTYPE report [<!ENTITY a "b">]><report>'),
        4110,
        "DOCTYPE",
    ),
    (
        "billion laughs",
        b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><report>&b;</report>',
        4110,
        "DOCTYPE",
    ),
    ("deep", b"<report>" + b"<a>" * 100_000, 4110, "deep"),
    ("UTF-16", REPORT.decode().replace("UTF-8", "UTF-16").encode("utf-16"), 4110, "UTF-8"),
]


def file_details(report_id: str | int, file_id: str, inside: str = "") -> bytes:
    return (
        f"<fileDetails><reportId>{report_id}</reportId><fileId>{file_id}</fileId>{inside}"
        "</fileDetails>"
    ).encode()
