"""Synthetic documents that the report tests share."""

from __future__ import annotations

from datetime import UTC, datetime

NOW = datetime(2026, 11, 22, tzinfo=UTC)

REPORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<report xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:noNamespaceSchemaLocation="https://www.example.com/ispws/xsd">
  <incidentSummary>
    <incidentType>Online Enticement of Children for Sexual Acts</incidentType>
    <platform>Example Chat</platform>
    <reportAnnotations>
      <sextortion/>
    </reportAnnotations>
    <incidentDateTime>2026-03-02T18:41:07Z</incidentDateTime>
    <incidentDateTimeDescription>Time at which the message was sent.</incidentDateTimeDescription>
  </incidentSummary>
  <internetDetails>
    <chatImIncident>
      <chatClient>Example Chat 4.2</chatClient>
      <content>[synthetic transcript]</content>
    </chatImIncident>
  </internetDetails>
  <reporter>
    <reportingPerson>
      <firstName>Trust</firstName>
      <email>reports@example.com</email>
    </reportingPerson>
  </reporter>
  <personOrUserReported>
    <personOrUserReportedPerson>
      <phone type="Mobile" verified="true" verificationDate="2026-01-05T09:00:00Z"
             countryCallingCode="+1">202-555-0143</phone>
      <email verified="true" verificationDate="2026-01-05T09:01:30Z">a@example.net</email>
    </personOrUserReportedPerson>
    <espIdentifier>u-7f3a91</espIdentifier>
    <ipCaptureEvent>
      <ipAddress>203.0.113.45</ipAddress>
      <eventName>Login</eventName>
      <dateTime>2026-03-02T18:30:12Z</dateTime>
      <possibleProxy>false</possibleProxy>
      <port>51514</port>
    </ipCaptureEvent>
    <deviceId>
      <idType>IMEI</idType>
      <idValue>000000000000000</idValue>
    </deviceId>
    <estimatedLocation verified="false" timestamp="2026-03-02T18:30:12Z">
      <countryCode>DE</countryCode>
    </estimatedLocation>
    <allEmailsReported>true</allEmailsReported>
  </personOrUserReported>
  <victim>
    <victimPerson>
      <age>14</age>
    </victimPerson>
    <espIdentifier>u-1c0d77</espIdentifier>
    <ipCaptureEvent>
      <ipAddress>2001:db8::23</ipAddress>
      <eventName>Login</eventName>
      <dateTime>2026-03-02T18:12:55Z</dateTime>
      <possibleProxy>false</possibleProxy>
      <port>40212</port>
    </ipCaptureEvent>
  </victim>
</report>
"""

FILE = b"""<?xml version="1.0" encoding="UTF-8"?>
<fileDetails>
  <reportId>900000001</reportId>
  <fileId>c0ffee00aabbccddeeff001122334455</fileId>
  <originalFileName>photo-1.jpg</originalFileName>
  <uploadedToEspTimestamp>2026-03-02T18:41:05Z</uploadedToEspTimestamp>
  <fileViewedByEsp>true</fileViewedByEsp>
  <exifViewedByEsp>false</exifViewedByEsp>
  <publiclyAvailable>false</publiclyAvailable>
  <fileRelevance>Reported</fileRelevance>
  <industryClassification>A2</industryClassification>
  <originalFileHash hashType="MD5">d41d8cd98f00b204e9800998ecf8427e</originalFileHash>
  <ipCaptureEvent>
    <ipAddress>203.0.113.45</ipAddress>
    <eventName>Upload</eventName>
    <dateTime>2026-03-02T18:41:05Z</dateTime>
    <possibleProxy>false</possibleProxy>
    <port>51514</port>
  </ipCaptureEvent>
</fileDetails>
"""

BATCH = b"""<report>
  <batchedReport reason="VIRAL_POTENTIAL_MEME"/>
  <incidentSummary>
    <incidentType>Child Pornography (possession, manufacture, and distribution)</incidentType>
    <incidentDateTime>2026-03-02T18:41:07Z</incidentDateTime>
  </incidentSummary>
  <reporter>
    <reportingPerson>
      <email>reports@example.com</email>
    </reportingPerson>
  </reporter>
  <personOrUserReported><espIdentifier>u-1</espIdentifier></personOrUserReported>
  <personOrUserReported><espIdentifier>u-2</espIdentifier></personOrUserReported>
</report>
"""

BATCH_FILE = b"""<fileDetails>
  <reportId>900000001</reportId>
  <fileId>c0ffee00aabbccddeeff001122334455</fileId>
  <fileViewedByEsp>true</fileViewedByEsp>
  <fileAnnotations><viral/></fileAnnotations>
</fileDetails>
"""


def changed(raw: bytes, old: str, new: str) -> bytes:
    """Return the document with one piece replaced; the piece has to be there once."""
    assert raw.count(old.encode()) == 1, f"{old!r} stands {raw.count(old.encode())} times"
    return raw.replace(old.encode(), new.encode())
