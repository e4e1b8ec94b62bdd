"""Every kind of gap: what is missing, why that matters, and what to ask the sender."""

from __future__ import annotations

from tipline.report.completeness.types import GapKind, Question

_LOCATE = (
    "Many subscribers share one address: an access provider finds the one by public address, "
    "time to the second with zone, and source port."
)
_OPEN = (
    "Whether an officer may open a file without a warrant can turn on whether a person at the "
    "company saw all of it; unknown counts as not seen."
)

_WHO = (
    GapKind(
        "no-reported-user",
        Question.WHO,
        "No person or user is reported",
        "Without a reported account there is nobody to identify and nothing to preserve.",
        "Which account or person did this come from? Please send all that identifies them.",
    ),
    GapKind(
        "no-account-id",
        Question.WHO,
        "The account id of {place} is missing",
        "The id is what the company needs to answer legal process about the account.",
        "What is the id of the account of {place} in your system?",
    ),
    GapKind(
        "no-contact",
        Question.WHO,
        "{place} has neither an email address nor a phone number",
        "Addresses and numbers carry legal process to companies that know a name.",
        "Which email addresses and phone numbers are on the account of {place}?",
    ),
    GapKind(
        "contact-verification-unknown",
        Question.WHO,
        "It is not said whether {place} was verified",
        "A verified address or number belongs to who uses the account; another may be anyone's.",
        "Was {place} verified, and when?",
    ),
    GapKind(
        "verification-undated",
        Question.WHO,
        "It is not said when {place} was verified",
        "Addresses and numbers change hands; the date says whose it was.",
        "When was {place} verified?",
    ),
    GapKind(
        "other-emails-unknown",
        Question.WHO,
        "It is not said whether {place} has further email addresses",
        "A recovery address often leads to the person when the first does not.",
        "Are these all the email addresses of {place}? If not, please send the others.",
    ),
    GapKind(
        "no-device",
        Question.WHO,
        "No device of {place} is named",
        "A device id joins accounts of one person, and identifies the device when it is seized.",
        "Which device ids were seen on the account of {place}, and when?",
    ),
    GapKind(
        "no-victim",
        Question.WHO,
        "No child is named as a victim",
        "Rescue comes first; with a child's account or place it can begin before an arrest.",
        "Do you know of a child in this: an account, an age, a place, a school?",
    ),
    GapKind(
        "no-victim-identifier",
        Question.WHO,
        "Nothing identifies {place}",
        "A child who cannot be told from others cannot be found.",
        "What is the account id, name, email address or phone number of {place}?",
    ),
    GapKind(
        "no-victim-age",
        Question.WHO,
        "The age of {place} is missing",
        "The age decides the offence, and how urgent it is.",
        "What age or date of birth do you have for {place}, and who stated it?",
    ),
)
_WHAT = (
    GapKind(
        "no-context",
        Question.WHAT,
        "It is not said where online this happened",
        "The kind of service decides which records exist and who holds them.",
        "In what part of your service did this happen: page, chat, email, game?",
    ),
    GapKind(
        "no-content",
        Question.WHAT,
        "{place} has no content",
        "Probable cause needs what was said or shown; a label alone is often not enough.",
        "Please send the messages, headers or addresses of {place}.",
    ),
    GapKind(
        "no-file",
        Question.WHAT,
        "No file is described",
        "The offence often lies in the file; a hash or a label is often not enough.",
        "Is there a file? Please upload it and send its details.",
    ),
    GapKind(
        "file-without-details",
        Question.WHAT,
        "Nothing is said of {place} that came",
        "Without details nobody knows who saw the file, when it was uploaded and what it shows.",
        "Please send the details of {place} that you uploaded.",
    ),
    GapKind(
        "no-platform",
        Question.WHAT,
        "The platform is not named",
        "One company runs several; process has to name the right one.",
        "On which of your platforms did this happen?",
    ),
    GapKind(
        "file-not-described",
        Question.WHAT,
        "{place} is neither annotated nor classified",
        "Whether a file is real, drawn, generated or a meme decides what is done with it first.",
        "How did your reviewers classify {place}?",
    ),
    GapKind(
        "file-without-hash",
        Question.WHAT,
        "{place} has no hash of what the user uploaded",
        "The hash joins this file to others and shows that it was not changed on the way.",
        "What are the hashes of {place} as the user uploaded it?",
    ),
)
_WHERE = (
    GapKind(
        "no-address",
        Question.WHERE,
        "No IP address of {place} was captured",
        "An address with time and port is the surest way to a place and a subscriber.",
        "From which IP addresses, with time and port, was the account of {place} used?",
    ),
    GapKind(
        "address-without-time",
        Question.WHERE,
        "{place} has no time",
        _LOCATE,
        "When exactly was {place} seen? Please say the zone.",
    ),
    GapKind(
        "address-without-zone",
        Question.WHERE,
        "The time of {place} has no zone",
        _LOCATE,
        "In which time zone is the time of {place}?",
    ),
    GapKind(
        "address-without-port",
        Question.WHERE,
        "{place} has no port",
        _LOCATE,
        "What was the source port of {place}?",
    ),
    GapKind(
        "address-without-event",
        Question.WHERE,
        "It is not said what was done from {place}",
        "An upload places the offence; a registration of long ago may place someone else.",
        "What did the account do from {place}: log in, register, upload?",
    ),
    GapKind(
        "proxy-unknown",
        Question.WHERE,
        "It is not said whether {place} may be a proxy",
        "Process for the exit of a proxy costs weeks and finds nobody.",
        "Have you reason to believe that {place} is a proxy, VPN or Tor exit?",
    ),
    GapKind(
        "no-place",
        Question.WHERE,
        "Nothing says where {place} is",
        "A report that cannot be placed reaches no investigator.",
        "Which country, region or address do you have for {place}, and since when?",
    ),
    GapKind(
        "place-undated",
        Question.WHERE,
        "The estimated location of {place} has no time",
        "People move; a place without a time may be years old.",
        "When was the location of {place} estimated?",
    ),
    GapKind(
        "no-upload-address",
        Question.WHERE,
        "{place} has no IP address of its upload",
        "The upload is the act; its address places it.",
        "From which IP address, time and port was {place} uploaded?",
    ),
)
_WHEN = (
    GapKind(
        "no-incident-time",
        Question.WHEN,
        "The time of the incident is missing",
        "Logs are kept for a limited time; without a time nobody knows what is left.",
        "When did this happen? Please say the zone.",
    ),
    GapKind(
        "incident-time-without-zone",
        Question.WHEN,
        "The time of the incident has no zone",
        "A time without a zone is wrong by up to a day, and so is what is asked of others.",
        "In which time zone is the incident time?",
    ),
    GapKind(
        "incident-time-unexplained",
        Question.WHEN,
        "It is not said what the incident time stands for",
        "It is often the time of detection, days or years after the act.",
        "Is the incident time that of the act, of the upload, or of detection?",
    ),
    GapKind(
        "file-without-upload-time",
        Question.WHEN,
        "The upload time of {place} is missing",
        "Upload and detection can be years apart; the offence and its records follow the upload.",
        "When was {place} uploaded?",
    ),
    GapKind(
        "upload-time-without-zone",
        Question.WHEN,
        "The upload time of {place} has no zone",
        "A time without a zone is wrong by up to a day, and so is what is asked of others.",
        "In which time zone is the upload time of {place}?",
    ),
)
_VIEWED = (
    GapKind(
        "viewing-unknown",
        Question.VIEWED,
        "It is not said whether anyone viewed {place}",
        _OPEN,
        "Did a person at your company view the entire contents of {place}?",
    ),
    GapKind(
        "exif-viewing-unknown",
        Question.VIEWED,
        "It is not said whether anyone viewed the EXIF of {place}",
        _OPEN,
        "Did a person at your company view the EXIF of {place}?",
    ),
    GapKind(
        "publicity-unknown",
        Question.VIEWED,
        "It is not said whether {place} was public",
        "What anyone could see carries no expectation of privacy.",
        "Were the entire contents of {place} publicly accessible at the time?",
    ),
)

GAPS: dict[str, GapKind] = {gap.code: gap for gap in (*_WHO, *_WHAT, *_WHERE, *_WHEN, *_VIEWED)}
