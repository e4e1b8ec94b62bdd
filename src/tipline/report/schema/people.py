"""Tables of people, accounts, addresses and capture events."""

from __future__ import annotations

from tipline.report import types
from tipline.report.schema.kinds import (
    ACCOUNT_TYPE,
    ADDRESS_TYPE,
    BOOLEAN,
    COUNTRY,
    DATE,
    DATE_TIME,
    EMAIL_TYPE,
    EVENT_NAME,
    INT,
    LONG,
    PHONE_TYPE,
    STATE,
    STRING,
)
from tipline.report.schema.shapes import (
    Attribute,
    Child,
    Must,
    Sequence,
    Shape,
    Text,
    Version,
)

_VERIFIED = (
    Attribute("verified", BOOLEAN),
    Attribute("verificationDate", DATE_TIME, must=(Must.PAST,)),
)
_DISABLED = (
    Attribute("disabledDate", DATE_TIME, must=(Must.PAST,)),
    Attribute("userNotified", BOOLEAN),
    Attribute("userNotifiedDate", DATE_TIME, must=(Must.PAST,)),
)
_NAMED = (
    Child("firstName", STRING, limit=100),
    Child("lastName", STRING, limit=100),
    Child("phone", "phone", repeatable=True),
    Child("email", "email", repeatable=True),
    Child("address", "address", repeatable=True),
)
_EVENT = (
    Child("eventName", EVENT_NAME),
    Child("dateTime", DATE_TIME, must=(Must.PAST,)),
)
_DISCREPANCY = Child("ageAssertionDiscrepancy", BOOLEAN, since=Version.V2026_08)
_BIRTH = Child("dateOfBirth", DATE, must=(Must.PAST,))

_ACCOUNT = (
    Child("espIdentifier", STRING, limit=255),
    Child("espService", STRING, limit=100),
    Child("compromisedAccount", BOOLEAN),
    Child("screenName", STRING, limit=256),
    Child("displayName", STRING, repeatable=True, limit=255),
    Child("profileUrl", STRING, repeatable=True, limit=2083, must=(Must.URL,)),
    Child("profileBio", STRING),
)
_CAPTURES = (
    Child("ipCaptureEvent", "ipCaptureEvent", repeatable=True),
    Child("deviceId", "deviceId", repeatable=True),
)
_PRIOR_REPORTS = Child("priorCTReports", LONG, repeatable=True, must=(Must.REPORT_ID,))
_GROUP = Child("groupIdentifier", STRING, limit=255)
_DISABLED_ACCOUNT = (
    Child("accountTemporarilyDisabled", "accountTemporarilyDisabled"),
    Child("accountPermanentlyDisabled", "accountPermanentlyDisabled"),
)
_PLACE = (
    Child("estimatedLocation", "estimatedLocation"),
    Child("allEmailsReported", BOOLEAN),
)
_ASSOCIATED = Child("associatedAccount", "associatedAccount", repeatable=True)
_NOTES = Child("additionalInfo", STRING)

PEOPLE: dict[str, Shape] = {
    "ipCaptureEvent": Sequence(
        types.IpCaptureEvent,
        (
            Child("ipAddress", STRING, required=True, must=(Must.IP,)),
            *_EVENT,
            Child("possibleProxy", BOOLEAN),
            Child("port", INT, must=(Must.PORT,)),
        ),
    ),
    "deviceId": Sequence(
        types.DeviceId,
        (
            Child("idType", STRING, required=True, limit=255, must=(Must.NON_BLANK,)),
            Child("idValue", STRING, required=True, limit=2083, must=(Must.NON_BLANK,)),
            *_EVENT,
        ),
    ),
    "address": Sequence(
        types.Address,
        (
            Child("address", STRING, limit=255),
            Child("city", STRING, limit=100),
            Child("zipCode", STRING, limit=20),
            Child("state", STATE),
            Child("nonUsaState", STRING, limit=100),
            Child("country", COUNTRY),
        ),
        (Attribute("type", ADDRESS_TYPE),),
    ),
    "phone": Text(
        types.Phone,
        STRING,
        (
            Attribute("type", PHONE_TYPE),
            *_VERIFIED,
            Attribute("countryCallingCode", STRING, must=(Must.CALLING_CODE,)),
            Attribute("extension", STRING, limit=10, must=(Must.DIGITS,)),
        ),
        limit=50,
    ),
    "email": Text(
        types.Email,
        STRING,
        (Attribute("type", EMAIL_TYPE), *_VERIFIED),
        limit=255,
        must=(Must.EMAIL,),
    ),
    "person": Sequence(
        types.Person,
        (*_NAMED, Child("age", INT, must=(Must.AGE,)), _DISCREPANCY, _BIRTH),
    ),
    "contactPerson": Sequence(types.ContactPerson, _NAMED),
    "estimatedLocation": Sequence(
        types.EstimatedLocation,
        (
            Child("city", STRING, limit=255),
            Child("region", STRING, limit=255),
            Child("countryCode", COUNTRY),
        ),
        (
            Attribute("verified", BOOLEAN),
            Attribute("timestamp", DATE_TIME, must=(Must.PAST,)),
        ),
    ),
    "accountTemporarilyDisabled": Text(
        types.AccountDisabled,
        BOOLEAN,
        (*_DISABLED, Attribute("reenabledDate", DATE_TIME, must=(Must.PAST,))),
    ),
    "accountPermanentlyDisabled": Text(types.AccountDisabled, BOOLEAN, _DISABLED),
    "platform": Text(
        types.AssociatedPlatform,
        STRING,
        (Attribute("thirdPartyUser", BOOLEAN),),
        limit=256,
    ),
    "associatedAccount": Sequence(
        types.AssociatedAccount,
        (
            Child("platform", "platform"),
            Child("firstName", STRING, limit=256),
            Child("middleName", STRING, limit=256),
            Child("lastName", STRING, limit=256),
            Child("approximateAge", INT, must=(Must.AGE,)),
            _DISCREPANCY,
            _BIRTH,
            Child("phone", "phone", repeatable=True),
            Child("email", "email", repeatable=True),
            Child("allEmailsReported", BOOLEAN),
            Child("address", "address", repeatable=True),
            Child("espService", STRING, limit=256),
            Child("espIdentifier", STRING, limit=256),
            Child("profileUrl", STRING, repeatable=True, limit=2083, must=(Must.URL,)),
            Child("screenName", STRING, limit=256),
            Child("displayName", STRING, repeatable=True, limit=255),
            Child("profileBio", STRING),
            Child("groupIdentifier", STRING, limit=256),
            Child("compromisedAccount", BOOLEAN),
            *_DISABLED_ACCOUNT,
            *_CAPTURES,
            # Singular here, plural everywhere else: so the wire has it.
            Child("priorCTReport", LONG, repeatable=True, must=(Must.REPORT_ID,)),
            _NOTES,
        ),
        # The documentation calls it accountType and optional; the schema decides what is accepted.
        (Attribute("type", ACCOUNT_TYPE, required=True),),
    ),
    "personOrUserReported": Sequence(
        types.PersonOrUserReported,
        (
            Child("personOrUserReportedPerson", "person"),
            Child("vehicleDescription", STRING, limit=300),
            *_ACCOUNT,
            *_CAPTURES,
            Child("thirdPartyUserReported", BOOLEAN),
            _PRIOR_REPORTS,
            _GROUP,
            *_DISABLED_ACCOUNT,
            *_PLACE,
            _ASSOCIATED,
            _NOTES,
        ),
    ),
    "intendedRecipient": Sequence(
        types.IntendedRecipient,
        (
            Child("intendedRecipientPerson", "person"),
            *_ACCOUNT,
            *_CAPTURES,
            _PRIOR_REPORTS,
            _GROUP,
            *_DISABLED_ACCOUNT,
            *_PLACE,
            Child("additionalInfo", STRING, repeatable=True),
        ),
    ),
    "victim": Sequence(
        types.Victim,
        (
            Child("victimPerson", "person", required=True),
            *_ACCOUNT,
            *_CAPTURES,
            Child("schoolName", STRING, limit=255),
            _PRIOR_REPORTS,
            *_DISABLED_ACCOUNT,
            *_PLACE,
            _ASSOCIATED,
            _NOTES,
        ),
    ),
}
