"""Search whole worlds, and every word that they are made of, for anything that could be real."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

from tipline.report import walk
from tipline.synthetic import WorldParameters, generate_world

if TYPE_CHECKING:
    from tipline.synthetic import WorldReport

RESERVED = [
    ipaddress.ip_network(text)
    for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
MAIL = re.compile(r"[\w.+-]+@([\w.-]+)")
HOST = re.compile(r"https?://([^/\s<]+)")
RESERVED_DOMAIN = re.compile(r"(^|\.)example\.(com|net|org)$", re.IGNORECASE)
IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])")
FICTION = re.compile(r"(\+1)?\(?[2-9]\d\d\)?[- ]?555-?01\d\d")
NAMED = re.compile(r"Person \d{4}|Child|\d{7} \(synthetic\)|Trust|Legal|Desk \d{3}")


def texts_of(made: WorldReport) -> str:
    return "\n".join(each.decode() for each in (made.report_xml, *made.file_details))


def test_every_address_is_reserved(world: list[WorldReport]) -> None:
    wrong, seen = set(), 0
    for made in world:
        text = texts_of(made)
        for found in {*IPV4.findall(text), *re.findall(r"<ipAddress>([^<]*)<", text)}:
            seen += 1
            if not any(ipaddress.ip_address(found) in network for network in RESERVED):
                wrong.add(found)

    assert seen > 2000
    assert wrong == set()


def test_every_domain_is_reserved(world: list[WorldReport]) -> None:
    found = {
        domain
        for made in world
        for pattern in (MAIL, HOST)
        for domain in pattern.findall(texts_of(made))
    }

    assert len(found) > 50
    assert {domain for domain in found if not RESERVED_DOMAIN.search(domain)} == set()


def test_every_phone_is_fiction(read: list) -> None:
    phones = {
        value
        for one in read
        for path, value in walk(one.report, "report")
        if re.search(r"\.phone\[\d+\]$", path)
    }

    assert len(phones) > 50
    assert {phone for phone in phones if not FICTION.fullmatch(phone)} == set()


def test_nobody_has_a_name_that_a_person_could_have(read: list) -> None:
    names = {
        value
        for one in read
        for path, value in walk(one.report, "report")
        if re.search(r"\.(firstName|lastName|middleName|displayName\[\d+\])$", path)
    }

    assert len(names) > 100
    assert {name for name in names if not NAMED.fullmatch(name)} == set()


def test_no_free_text_tells_a_story(read: list) -> None:
    """All free text comes from this short list, which a person can read in a minute."""
    free = re.compile(
        r"\.(content|additionalInfo(\[\d+\])?|profileBio|escalateToHighPriority"
        r"|incidentDateTimeDescription|companyTemplate|chatRoomName)$"
    )
    texts = {
        re.sub(r"p\d{3}\.|[0-9a-f]{6}$", "", value)
        for one in read
        for path, value in walk(one.report, "report")
        if free.search(path)
    }

    assert texts == {
        "[synthetic transcript]",
        "[synthetic] Serve process at legal@example.com; kept for one year.",
        "[synthetic] profile states a position of trust over children",
        "[synthetic] reported by the child's own account",
        "[synthetic] sender asks for urgent handling",
        "[synthetic] sender asks for urgent handling: a child is present",
        "[synthetic] sender asks for urgent handling: a meeting is planned",
        "[synthetic] time at which the sender's systems saw it",
        "dm-",
    }


def test_files_are_lines_of_text_with_true_hashes(read: list) -> None:
    for one in read[:300]:
        for file, details in zip(one.made.files, one.files, strict=True):
            assert re.fullmatch(rb"\[synthetic file\] [0-9a-f]{32}\n", file.content())
            hashes = {each.hash_type: each.value for each in details.original_file_hash}
            assert not hashes or hashes == {
                "MD5": file.md5,
                "SHA1": file.sha1,
                "SHA256": file.sha256,
            }


def test_no_two_people_share_a_phone_or_a_home_however_large_the_world() -> None:
    """Block 0 of a large world has few numbers; that it runs out shows in fewer, not in shared."""
    small = phones_in(WorldParameters(reports=1000))
    large = phones_in(WorldParameters(reports=1_000_000))

    assert 0 < len(large) < len(small)


def phones_in(parameters: WorldParameters) -> set[str]:
    found: dict[str, set[str]] = {}
    world = generate_world(parameters, seed=3)
    for made in (next(world) for _ in range(1000)):
        subject = made.report_xml.decode().partition("<personOrUserReported>")[2]
        for number in re.findall(r'"Mobile"[^>]*>([^<]*)<', subject):
            found.setdefault(re.sub(r"\D", "", number)[-10:], set()).add(made.truth.cluster)
    assert {len(clusters) for clusters in found.values()} == {1}
    return set(found)
