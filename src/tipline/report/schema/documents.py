"""Tables of the four documents and of what only they contain."""

from __future__ import annotations

from tipline.report import types
from tipline.report.schema.kinds import (
    BATCH_REASON,
    BOOLEAN,
    COUNTRY,
    DATE_TIME,
    DETAILS_TYPE,
    DOUBLE,
    FILE_RELEVANCE,
    INCIDENT_TYPE,
    INDUSTRY_CLASSIFICATION,
    INT,
    LONG,
    STRING,
    TOKEN,
)
from tipline.report.schema.shapes import (
    Attribute,
    Child,
    Empty,
    Flags,
    Must,
    OneOf,
    Sequence,
    Shape,
    Text,
    Version,
)

_CONTENT = Child("content", STRING)
_NOTES = Child("additionalInfo", STRING)
_ADDRESSES = Child("emailAddress", "email", repeatable=True)

INCIDENT: dict[str, Shape] = {
    "batchedReport": Empty(
        types.BatchedReport, (Attribute("reason", BATCH_REASON, required=True),)
    ),
    "reportAnnotations": Flags(
        types.ReportAnnotation,
        {
            "informational": Version.V2026_08,
            "potentialAggravatingFactors": Version.V2026_08,
            "instrumentalUse": Version.V2026_08,
        },
    ),
    "incidentSummary": Sequence(
        types.IncidentSummary,
        (
            Child("incidentType", INCIDENT_TYPE, required=True),
            Child("platform", STRING, limit=256),
            Child("escalateToHighPriority", STRING, limit=3000, must=(Must.NON_BLANK,)),
            Child("reportAnnotations", "reportAnnotations"),
            Child("incidentDateTime", DATE_TIME, required=True, must=(Must.PAST,)),
            Child("incidentDateTimeDescription", STRING, limit=3000),
        ),
    ),
    "webPageIncident": Sequence(
        types.WebPageIncident,
        (Child("url", STRING, repeatable=True, limit=2083, must=(Must.URL,)), _NOTES),
        (Attribute("thirdPartyHostedContent", BOOLEAN),),
    ),
    "emailIncident": Sequence(types.EmailIncident, (_ADDRESSES, _CONTENT, _NOTES)),
    "newsgroupIncident": Sequence(
        types.NewsgroupIncident,
        (Child("name", STRING, limit=255), _ADDRESSES, _CONTENT, _NOTES),
    ),
    "chatImIncident": Sequence(
        types.ChatImIncident,
        (
            Child("chatClient", STRING, limit=255),
            Child("chatRoomName", STRING, limit=255),
            _CONTENT,
            _NOTES,
        ),
    ),
    "onlineGamingIncident": Sequence(
        types.OnlineGamingIncident,
        (
            Child("gameName", STRING, limit=255),
            Child("console", STRING, limit=255),
            _CONTENT,
            _NOTES,
        ),
    ),
    "cellPhoneIncident": Sequence(
        types.CellPhoneIncident,
        (
            Child("phoneNumber", "phone"),
            Child("latitude", DOUBLE),
            Child("longitude", DOUBLE),
            _NOTES,
        ),
    ),
    "nonInternetIncident": Sequence(
        types.NonInternetIncident,
        (
            Child("locationName", STRING, limit=255),
            Child("incidentAddress", "address", repeatable=True),
            _NOTES,
        ),
    ),
    "peer2peerIncident": Sequence(
        types.Peer2peerIncident,
        (
            Child("client", STRING, limit=255),
            Child("ipCaptureEvent", "ipCaptureEvent", repeatable=True),
            Child("fileNames", STRING),
            _NOTES,
        ),
    ),
    "internetDetails": OneOf(
        types.InternetDetails,
        (
            Child("webPageIncident", "webPageIncident"),
            Child("emailIncident", "emailIncident"),
            Child("newsgroupIncident", "newsgroupIncident"),
            Child("chatImIncident", "chatImIncident"),
            Child("onlineGamingIncident", "onlineGamingIncident"),
            Child("cellPhoneIncident", "cellPhoneIncident"),
            Child("nonInternetIncident", "nonInternetIncident"),
            Child("peer2peerIncident", "peer2peerIncident"),
        ),
    ),
}

SENDER: dict[str, Shape] = {
    "servedLegalProcessInternational": Text(
        types.ServedLegalProcessInternational, BOOLEAN, (Attribute("fleaCountry", COUNTRY),)
    ),
    "lawEnforcement": Sequence(
        types.LawEnforcement,
        (
            Child("agencyName", STRING, required=True, limit=255),
            Child("caseNumber", STRING, limit=100),
            Child("officerContact", "contactPerson"),
            Child("reportedToLe", BOOLEAN),
            Child("servedLegalProcessDomestic", BOOLEAN),
            Child("servedLegalProcessInternational", "servedLegalProcessInternational"),
        ),
    ),
    "reporter": Sequence(
        types.Reporter,
        (
            Child("reportingPerson", "person", required=True),
            Child("contactPerson", "contactPerson"),
            Child("companyTemplate", STRING),
            Child("termsOfService", STRING),
            Child("legalURL", STRING, limit=2083, must=(Must.URL,)),
        ),
    ),
}

FILES: dict[str, Shape] = {
    "originalFileHash": Text(
        types.OriginalFileHash, STRING, (Attribute("hashType", STRING, required=True),), limit=64
    ),
    "nameValuePair": Sequence(
        types.NameValuePair,
        (
            Child("name", STRING, required=True, limit=64),
            Child("value", STRING, required=True),
        ),
    ),
    "details": Sequence(
        types.Details,
        (Child("nameValuePair", "nameValuePair", required=True, repeatable=True),),
        (Attribute("type", DETAILS_TYPE),),
    ),
    "fileAnnotations": Flags(types.FileAnnotation),
    "fileDetails": Sequence(
        types.FileDetails,
        (
            Child("reportId", LONG, required=True),
            Child("fileId", TOKEN, required=True, must=(Must.NON_BLANK,)),
            Child("fileName", STRING),
            Child("originalFileName", STRING, limit=2056),
            Child("uploadedToEspTimestamp", DATE_TIME, must=(Must.PAST,)),
            Child("locationOfFile", STRING, limit=2083, must=(Must.URL,)),
            Child("fileViewedByEsp", BOOLEAN),
            Child("exifViewedByEsp", BOOLEAN),
            Child("publiclyAvailable", BOOLEAN),
            Child("fileRelevance", FILE_RELEVANCE),
            Child("potentialMeme", BOOLEAN, slot="annotation"),
            Child("fileAnnotations", "fileAnnotations", slot="annotation"),
            Child("industryClassification", INDUSTRY_CLASSIFICATION),
            Child("originalFileHash", "originalFileHash", repeatable=True),
            Child("ipCaptureEvent", "ipCaptureEvent"),
            Child("deviceId", "deviceId", repeatable=True),
            Child("details", "details", repeatable=True),
            Child("additionalInfo", STRING, repeatable=True),
        ),
    ),
}

DOCUMENTS: dict[str, Shape] = {
    "report": Sequence(
        types.Report,
        (
            Child("batchedReport", "batchedReport"),
            Child("incidentSummary", "incidentSummary", required=True),
            Child("internetDetails", "internetDetails", repeatable=True),
            Child("lawEnforcement", "lawEnforcement"),
            Child("reporter", "reporter", required=True),
            # One at most unless batched, by rule R-06; the schema itself allows several.
            Child("personOrUserReported", "personOrUserReported", repeatable=True),
            Child("intendedRecipient", "intendedRecipient", repeatable=True),
            Child("victim", "victim", repeatable=True),
            _NOTES,
        ),
    ),
    "reportResponse": Sequence(
        types.ReportResponse,
        (
            Child("responseCode", INT, required=True),
            Child("responseDescription", STRING, required=True),
            Child("reportId", LONG),
            Child("fileId", TOKEN),
            Child("hash", TOKEN),
        ),
    ),
    "files": Sequence(types.DoneFiles, (Child("fileId", STRING, repeatable=True),)),
    "reportDoneResponse": Sequence(
        types.ReportDoneResponse,
        (
            Child("responseCode", INT, required=True),
            Child("reportId", LONG, required=True),
            Child("files", "files", required=True),
        ),
    ),
}
