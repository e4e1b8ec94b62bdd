"""The kinds of text that the tables use."""

from __future__ import annotations

from tipline.report import types
from tipline.report.schema.codes import COUNTRY_CODES, STATE_CODES
from tipline.report.schema.shapes import Base, Kind, codes, enumeration

STRING = Kind("string", Base.STRING)
TOKEN = Kind("token", Base.TOKEN)
BOOLEAN = Kind("boolean", Base.BOOLEAN)
FLAG = Kind("flag", Base.FLAG)
INT = Kind("int", Base.INT)
LONG = Kind("long", Base.LONG)
DOUBLE = Kind("double", Base.DOUBLE)
DATE = Kind("date", Base.DATE)
DATE_TIME = Kind("dateTime", Base.DATE_TIME)

COUNTRY = codes("countryCode", COUNTRY_CODES)
STATE = codes("stateCode", STATE_CODES)

INCIDENT_TYPE = enumeration("incidentType", types.IncidentType)
EVENT_NAME = enumeration("eventName", types.EventName)
PHONE_TYPE = enumeration("phoneType", types.PhoneType)
EMAIL_TYPE = enumeration("emailType", types.EmailType)
ADDRESS_TYPE = enumeration("addressType", types.AddressType)
ACCOUNT_TYPE = enumeration("accountType", types.AccountType)
FILE_RELEVANCE = enumeration("fileRelevance", types.FileRelevance)
DETAILS_TYPE = enumeration("detailsType", types.DetailsType)
BATCH_REASON = enumeration("batchReason", types.BatchReason)
INDUSTRY_CLASSIFICATION = enumeration("industryClassification", types.IndustryClassification)
