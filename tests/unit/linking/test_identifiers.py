"""What a report names: each with its field, its role and its thing; nothing of the sender."""

from __future__ import annotations

from made_reports import a_file, a_report
from tipline.desk.linking.evidence.file import StoredDigests
from tipline.desk.linking.evidence.reading import read_identifiers
from tipline.desk.linking.types import IdentifierKind, IdentifierRole
from tipline.report import resolve
from tipline.report.types import (
    AccountType,
    AssociatedAccount,
    DeviceId,
    Email,
    FileAnnotation,
    IntendedRecipient,
    IpCaptureEvent,
    Person,
    Phone,
    Victim,
)


def read(report, files=(), stored=()):
    return read_identifiers(report, files, stored, sender_name="Example Chat", content="c0ffee")


def values(report, files=(), stored=()):
    return {(one.kind.value, one.value, one.role.value) for one in read(report, files, stored)}


def test_a_report_names_its_accounts_people_devices_and_files():
    report = a_report(
        account="u-77",
        emails=["someone@example.com"],
        reported={
            "device_id": (DeviceId(id_type="IMEI", id_value="490154203237518"),),
            "associated_account": (
                AssociatedAccount(
                    type=AccountType.LINKED, esp_service="Example Photos", esp_identifier="p-1"
                ),
            ),
        },
        victim=(Victim(victim_person=Person(phone=(Phone(value="+12025550143"),))),),
        intended_recipient=(IntendedRecipient(esp_identifier="u-88"),),
    )

    assert values(report, [a_file("0123456789abcdef0123456789abcdef")]) == {
        ("account_at_service", "example chat/u-77", "reported"),
        ("account_at_service", "example photos/p-1", "reported"),
        ("account_at_service", "example chat/u-88", "recipient"),
        ("email", "someone@example.com", "reported"),
        ("device", "imei/490154203237518", "reported"),
        ("phone", "+12025550143", "victim"),
        ("file_hash", "md5:0123456789abcdef0123456789abcdef", "file"),
        ("report_content", "c0ffee", "report"),
    }


def test_every_identifier_was_read_from_the_field_that_it_names():
    report = a_report(account="u-77", emails=["A@Example.com", "b@example.com"])
    files = (a_file("0123456789ABCDEF0123456789abcdef"),)

    found = {one.path: one.value for one in read(report, files)}

    for path, value in found.items():
        sent = resolve(path, report, files)
        if isinstance(sent, str):
            assert value.split("/")[-1].split(":")[-1] == sent.casefold()
    assert len(found) == 5


def test_an_ip_address_is_no_identifier():
    report = a_report(reported={"ip_capture_event": (IpCaptureEvent(ip_address="192.0.2.7"),)})

    assert {one.kind for one in read(report)} == {IdentifierKind.REPORT_CONTENT}


def test_what_belongs_to_the_sender_is_not_linked():
    report = a_report(emails=["reports@provider.example.com"])

    assert {one.kind for one in read(report)} == {IdentifierKind.REPORT_CONTENT}


def test_the_hashes_of_one_file_are_about_one_thing():
    stored = [StoredDigests(md5="ab" * 16, sha256="cd" * 32, details=0)]

    found = [one for one in read(a_report(), [a_file()], stored) if one.role is IdentifierRole.FILE]

    assert {one.value.split(":")[0] for one in found} == {"md5", "sha256"}
    assert len({one.thing for one in found}) == 1
    assert {one.path for one in found} == {
        "fileDetails[1].originalFileHash[1]",
        "fileDetails[1].fileId",
    }


def test_an_account_named_by_its_mail_address_is_about_the_same_thing():
    report = a_report(account="Someone@example.com", emails=["someone@example.com"])

    account, email = sorted(
        (one for one in read(report) if one.kind is not IdentifierKind.REPORT_CONTENT),
        key=lambda one: one.kind,
    )

    assert account.thing == email.thing


def test_the_user_of_another_company_is_no_account_of_the_sender():
    report = a_report(account="u-77", reported={"third_party_user_reported": True})

    assert {one.kind for one in read(report)} == {IdentifierKind.REPORT_CONTENT}


def test_a_file_that_the_sender_marks_as_viral_says_so():
    viral = a_file(file_annotations=frozenset({FileAnnotation.VIRAL}))
    legacy = a_file("ab" * 16, potential_meme=True)
    plain = a_file("cd" * 16)

    found = [one.is_viral for one in read(a_report(), [viral, legacy, plain]) if one.role == "file"]

    assert found == [True, True, False]


def test_a_value_is_read_once_whoever_names_it():
    report = a_report(
        emails=["someone@example.com"],
        victim=(Victim(victim_person=Person(email=(Email(value="SOMEONE@example.com"),))),),
    )

    (email,) = [one for one in read(report) if one.kind is IdentifierKind.EMAIL]

    assert email.role is IdentifierRole.REPORTED
