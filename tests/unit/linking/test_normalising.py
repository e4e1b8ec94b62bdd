"""Equal things become equal; different things stay different; fillers are nothing."""

from __future__ import annotations

import pytest

from tipline.desk.linking.evidence.account import normalise_account
from tipline.desk.linking.evidence.device import normalise_device
from tipline.desk.linking.evidence.email import normalise_email
from tipline.desk.linking.evidence.file import digest_of
from tipline.desk.linking.evidence.phone import normalise_phone
from tipline.report.types import DeviceId, Phone


@pytest.mark.parametrize(
    ("text", "mailbox"),
    [
        ("Someone@Example.COM", "someone@example.com"),
        (" someone@example.com. ", "someone@example.com"),
        ("so.me.one+tag@example.com", "so.me.one+tag@example.com"),
        ("nobody", None),
        ("@example.com", None),
        ("some one@example.com", None),
    ],
)
def test_an_address_names_a_mailbox(text, mailbox):
    assert normalise_email(text) == mailbox


# Shorter than these providers give out: nobody's mailbox.
@pytest.mark.parametrize(
    ("domain", "local_part", "home"),
    [
        ("gmail.com", "ab", "gmail.com"),
        ("googlemail.com", "ab", "gmail.com"),
        ("outlook.com", "a.b", "outlook.com"),
    ],
)
def test_spellings_that_a_provider_documents_are_one_mailbox(domain, local_part, home):
    assert normalise_email(f"a.b+tag@{domain}") == f"{local_part}@{home}"


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        (Phone(value="+1 202 555 0143"), "+12025550143"),
        (Phone(value="202-555-0143", country_calling_code="+1"), "+12025550143"),
        (
            Phone(value="(202) 555 0143", country_calling_code="+1", extension="7"),
            "+12025550143;ext=7",
        ),
        (Phone(value="202 555 0143"), None),
        (Phone(value="+1 12"), None),
        (Phone(value="nothing", country_calling_code="+1"), None),
    ],
)
def test_a_phone_number_counts_only_with_its_country(phone, number):
    assert normalise_phone(phone) == number


def test_an_account_is_one_of_its_service():
    assert normalise_account(" Example  Chat ", "u-77") == "example chat/u-77"
    assert normalise_account("Example Chat", "U-77") != normalise_account("Example Chat", "u-77")
    assert normalise_account("Other", "u-77") != normalise_account("Example Chat", "u-77")


@pytest.mark.parametrize("filler", ["", "0", "0000000", "null", "N/A", "Anonymous"])
def test_a_filler_is_no_account(filler):
    assert normalise_account("Example Chat", filler) is None


@pytest.mark.parametrize(
    ("kind", "value", "device"),
    [
        ("IMEI", "49-015420-323751-8", "imei/490154203237518"),
        ("IDFA", "00000000-0000-0000-0000-000000000000", None),
        ("MAC", "02:00:00:00:00:00", None),
        ("Android ID", "9774d56d682e549c", None),
        ("SSID", "HomeNetwork", None),
        ("IMEI", "123456789012345", None),
        ("IMEI", "n/a", None),
    ],
)
def test_a_device_default_is_no_device(kind, value, device):
    assert normalise_device(DeviceId(id_type=kind, id_value=value)) == device


@pytest.mark.parametrize(
    ("kind", "value", "digest"),
    [
        ("MD5", "0123456789ABCDEF0123456789abcdef", "md5:0123456789abcdef0123456789abcdef"),
        ("SHA-1", "a1" * 20, "sha1:" + "a1" * 20),
        ("sha256", "a1" * 32, "sha256:" + "a1" * 32),
        ("MD5", "a1" * 20, None),
        ("PDQ", "a1" * 32, None),
        ("PhotoDNA", "1,2,3", None),
        ("MD5", "d41d8cd98f00b204e9800998ecf8427e", None),
        ("MD5", "0" * 32, None),
    ],
)
def test_only_an_exact_hash_of_something_counts(kind, value, digest):
    assert digest_of(kind, value) == digest
