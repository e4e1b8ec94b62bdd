"""Every rule beyond the schema, by code.

R codes are numbered as the reference of the wire numbers them. F codes are forms of text that it
states beside the fields, B codes what it states of batched reports.
"""

from __future__ import annotations

from tipline.report.rules.types import Rule

_REMOVE_BATCH = "Leave it out, or send each user in a report of their own."

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            "R-01",
            "The root element fits the endpoint: report to submit, fileDetails to fileinfo.",
            "Send the document to the endpoint that its root names.",
        ),
        Rule(
            "R-02",
            "Every time and date of something that happened lies in the past.",
            "Check the clock and the zone; send the time at which it happened.",
        ),
        Rule(
            "R-03",
            "Every time says its zone.",
            "End the time with Z, or with an offset such as +01:00.",
        ),
        Rule(
            "R-04",
            "The reporting person has an email address.",
            "Add an email to reporter/reportingPerson that your team reads.",
        ),
        Rule(
            "R-05",
            "Each address of an email or newsgroup incident is also an email of the person "
            "reported, an intended recipient or a victim.",
            "Add the address to the person whose it is.",
        ),
        Rule(
            "R-06",
            "More than one person or user is reported only in a batched report.",
            "Send one report for each person, or make it a batched report.",
        ),
        Rule(
            "R-07",
            "escalateToHighPriority says why, in 1 to 3,000 characters.",
            "State the reason for urgency, or leave the element out.",
        ),
        Rule(
            "R-08",
            "Prior reports are existing report ids.",
            "Use the id that the earlier report was answered with.",
        ),
        Rule(
            "R-09",
            "An estimated location has a country; in the US a city has a region, and the region "
            "is a state code.",
            "Complete the estimated location, or leave it out.",
        ),
        Rule(
            "R-10",
            "What has a verification date is verified.",
            "Set verified to true, or leave out verificationDate.",
        ),
        Rule(
            "R-11",
            "A user is told of a disabled account no earlier than it is disabled, and it is "
            "enabled again later than that.",
            "Check the three dates.",
        ),
        Rule(
            "R-12",
            "A supplemental file has no industry classification and is no potential meme.",
            "Make the file relevance Reported, or leave both out.",
        ),
        Rule(
            "R-13",
            "Ages are 0 to 150, and an associated account has an approximate age or a date of "
            "birth, not both.",
            "Send the age as a whole number of years; keep the date of birth where you have it.",
        ),
        Rule(
            "R-14",
            "An IP address is IPv4 or IPv6, and a port is 1 to 65535.",
            "Send the address as captured, and the source port; leave out a port that is unknown.",
        ),
        Rule(
            "R-15",
            "No text is longer than its field allows.",
            "Shorten the text, or move the rest to additionalInfo.",
        ),
        Rule(
            "R-16",
            "A phone number does not repeat its calling code.",
            "Leave the calling code in countryCallingCode only.",
        ),
        Rule(
            "R-17",
            "Who viewed the EXIF viewed the file.",
            "Set fileViewedByEsp only from a record that a person saw the whole file.",
        ),
        Rule(
            "R-18",
            "A file belongs to the report that it names, and both to the sender.",
            "Use the ids that submit and upload answered with.",
        ),
        Rule(
            "R-19",
            "A file is described once.",
            "Send one fileDetails for each uploaded file.",
        ),
        Rule(
            "R-20",
            "Only companies that signed the industry hash sharing memorandum classify files.",
            "Leave out industryClassification unless your company signed.",
        ),
        Rule(
            "F-01",
            "A URL has a scheme and a host, and no blanks or control characters.",
            "Send the whole address, such as https://www.example.com/path, percent-encoded.",
        ),
        Rule(
            "F-02",
            "An email address is well formed; what stands before the @ has 64 characters at most.",
            "Send the bare address, such as name@example.com.",
        ),
        Rule("F-03", "The text is not blank.", "Give a value, or leave the element out."),
        Rule(
            "F-04",
            "A calling code is a plus sign and one to three digits, an extension digits only.",
            "Write the calling code like +49, the extension like 12.",
        ),
        Rule(
            "B-01",
            "A user in a batched report has an espIdentifier and nothing else.",
            _REMOVE_BATCH,
        ),
        Rule("B-02", "A batched report is not escalated.", _REMOVE_BATCH),
        Rule(
            "B-03",
            "A batched report has no internet details, law enforcement, intended recipients, "
            "victims or additional information.",
            _REMOVE_BATCH,
        ),
        Rule(
            "B-04",
            "A batched report has one file at most.",
            "Retract the report, and send one batched report for each file.",
        ),
        Rule(
            "B-05",
            "The file of a batched report is annotated viral or potentialMeme.",
            "Annotate the file, or report each user on their own.",
        ),
        Rule(
            "B-06",
            "The file of a batched report has no other annotation.",
            "Leave out the other annotations, or report each user on their own.",
        ),
        Rule(
            "B-07",
            "The file of a batched report has no original name, location, hash, capture, device, "
            "details or additional information.",
            _REMOVE_BATCH,
        ),
        Rule(
            "B-08",
            "The file of a batched report is of the relevance Reported.",
            "Make the file relevance Reported, or report each user on their own.",
        ),
    )
}
