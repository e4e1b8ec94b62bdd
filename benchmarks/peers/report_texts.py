"""Typical reports for the benchmark: varied, seeded, from reserved ranges, some of them broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

Bundle = tuple[bytes, list[bytes]]

# How often a typical report says so; the rates matter less than that they vary.
PROXY_SAID, PORT_SAID, VICTIM_KNOWN = 0.4, 0.6, 0.5
TYPES = (
    "Online Enticement of Children for Sexual Acts",
    "Child Pornography (possession, manufacture, and distribution)",
    "Child Sex Trafficking",
)
BREAKS = (
    (b"<incidentSummary>", b"<incidentSummary><nonsense/>"),
    (b"</incidentDateTime>", b"x</incidentDateTime>"),
    (b"<reporter>", b"<reporter><legalURL>https://www.example.com</legalURL>"),
    (b"<port>", b"<port>x"),
    (b"<eventName>", b"<eventName>Not "),
    (b"</report>", b"<victim/></report>"),
    (b"<incidentType>", b"<incidentType>No "),
)


def make_reports(rng: random.Random, count: int) -> tuple[list[Bundle], list[Bundle]]:
    """Return so many valid reports with 0 to 2 files each, and some that are broken."""
    valid = [_bundle(rng) for _ in range(count)]
    broken = [
        (report.replace(*rng.choice([b for b in BREAKS if b[0] in report]), 1), files)
        for report, files in valid[: max(count // 5, 10)]
    ]
    return valid, broken


def _bundle(rng: random.Random) -> Bundle:
    files = [_file(rng).encode() for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    return _report(rng).encode(), files


def _when(rng: random.Random) -> str:
    return (
        f"2026-{rng.randint(1, 9):02}-{rng.randint(1, 28):02}"
        f"T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}Z"
    )


def _event(rng: random.Random, name: str) -> str:
    address = rng.choice(
        (f"203.0.113.{rng.randint(1, 254)}", f"2001:db8::{rng.randint(1, 9999):x}")
    )
    proxy = "\n      <possibleProxy>false</possibleProxy>" if rng.random() < PROXY_SAID else ""
    port = f"\n      <port>{rng.randint(1024, 65535)}</port>" if rng.random() < PORT_SAID else ""
    return f"""
    <ipCaptureEvent>
      <ipAddress>{address}</ipAddress>
      <eventName>{name}</eventName>
      <dateTime>{_when(rng)}</dateTime>{proxy}{port}
    </ipCaptureEvent>"""


def _report(rng: random.Random) -> str:
    number = rng.randint(1, 999_999)
    victim = _victim(rng, number) if rng.random() < VICTIM_KNOWN else ""
    annotation = rng.choice(
        ("", "\n      <sextortion/>\n    ", "\n      <csamSolicitation/>\n    ")
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:noNamespaceSchemaLocation="https://www.example.com/ispws/xsd">
  <incidentSummary>
    <incidentType>{rng.choice(TYPES)}</incidentType>
    <platform>Example Chat</platform>
    <reportAnnotations>{annotation}</reportAnnotations>
    <incidentDateTime>{_when(rng)}</incidentDateTime>
    <incidentDateTimeDescription>Server clock, UTC &amp; checked.</incidentDateTimeDescription>
  </incidentSummary>
  <internetDetails>
    <chatImIncident>
      <chatClient>Example Chat for Android 4.2</chatClient>
      <chatRoomName>dm-{number}</chatRoomName>
      <content>[synthetic transcript]</content>
    </chatImIncident>
  </internetDetails>
  <reporter>
    <reportingPerson>
      <firstName>Trust</firstName>
      <lastName>Desk</lastName>
      <email>reports@example.com</email>
      <address type="Business">
        <address>1 Example Street</address>
        <city>Exampleville</city>
        <zipCode>00000</zipCode>
        <state>VA</state>
        <country>US</country>
      </address>
    </reportingPerson>
    <contactPerson>
      <firstName>Legal</firstName>
      <phone type="Work" countryCallingCode="+1" extension="12">202-555-0100</phone>
      <email type="Work">legal@example.com</email>
    </contactPerson>
    <companyTemplate>Preservation: one year. Process to legal@example.com.</companyTemplate>
    <legalURL>https://www.example.com/law-enforcement</legalURL>
  </reporter>
  <personOrUserReported>
    <personOrUserReportedPerson>
      <phone type="Mobile" verified="true" verificationDate="{_when(rng)}"
             countryCallingCode="+1">202-555-01{rng.randint(10, 99)}</phone>
      <email type="Home" verified="true" verificationDate="{_when(rng)}">u{
        number
    }@example.net</email>
    </personOrUserReportedPerson>
    <espIdentifier>u-{number}</espIdentifier>
    <espService>Example Chat</espService>
    <screenName>example_user_{number}</screenName>
    <displayName>Example User é {number}</displayName>
    <profileUrl>https://chat.example.com/u/{number}</profileUrl>{
        "".join(_event(rng, rng.choice(("Login", "Upload"))) for _ in range(rng.randint(1, 3)))
    }
    <deviceId>
      <idType>IMEI</idType>
      <idValue>{number:015}</idValue>
      <eventName>Login</eventName>
      <dateTime>{_when(rng)}</dateTime>
    </deviceId>
    <accountPermanentlyDisabled userNotified="false">true</accountPermanentlyDisabled>
    <estimatedLocation verified="false" timestamp="{_when(rng)}">
      <city>Exampleville</city>
      <region>VA</region>
      <countryCode>US</countryCode>
    </estimatedLocation>
    <allEmailsReported>true</allEmailsReported>
  </personOrUserReported>{victim}
</report>
"""


def _victim(rng: random.Random, number: int) -> str:
    return f"""
  <victim>
    <victimPerson>
      <age>{rng.randint(8, 17)}</age>
    </victimPerson>
    <espIdentifier>v-{number}</espIdentifier>
    <screenName>example_user_v{number}</screenName>{_event(rng, "Login")}
  </victim>"""


def _file(rng: random.Random) -> str:
    digest = f"{rng.getrandbits(128):032x}"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<fileDetails>
  <reportId>900000001</reportId>
  <fileId>c{rng.getrandbits(124):031x}</fileId>
  <originalFileName>photo-{rng.randint(1, 99)}.jpg</originalFileName>
  <uploadedToEspTimestamp>{_when(rng)}</uploadedToEspTimestamp>
  <locationOfFile>https://chat.example.com/media/{digest[:6]}</locationOfFile>
  <fileViewedByEsp>{rng.choice(("true", "false"))}</fileViewedByEsp>
  <exifViewedByEsp>false</exifViewedByEsp>
  <publiclyAvailable>false</publiclyAvailable>
  <fileRelevance>Reported</fileRelevance>
  <fileAnnotations>
    <possibleSelfProduction/>
  </fileAnnotations>
  <originalFileHash hashType="MD5">{digest}</originalFileHash>{_event(rng, "Upload")}
  <details type="EXIF">
    <nameValuePair>
      <name>Model</name>
      <value>Example Phone 1</value>
    </nameValuePair>
  </details>
  <additionalInfo>Sent once in the conversation of the report.</additionalInfo>
</fileDetails>
"""
