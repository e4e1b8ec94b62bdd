"""A masked identifier can be recognised by who knows it, and used by nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipline.trust.masking import MASK, mask_email, mask_ip, mask_phone, mask_text

PRINTABLE = st.text(st.characters(exclude_characters=MASK[0], exclude_categories=["Cs"]))
LABEL = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_email, "analyst@mail.example.com", "a•••@•••.com"),
        (mask_email, "ab@example.com", "•••@•••.com"),
        (mask_email, "analyst@localhost", "a•••@•••"),
        (mask_email, "no address at all", "n•••"),
        (mask_phone, "+1 (202) 555-0123", "•••23"),
        (mask_phone, "0123", "•••"),
        (mask_ip, "192.0.2.77", "192.•••"),
        (mask_ip, "2001:db8::77", "2001:•••"),
        (mask_ip, "::1", ":•••"),
        (mask_text, "harbour_kid_77", "h•••"),
        (mask_text, "ab", "•••"),
        (mask_text, "", "•••"),
    ],
)
def test_what_is_shown(mask: object, value: str, shown: str) -> None:
    assert mask(value) == shown  # type: ignore[operator]


@given(PRINTABLE)
def test_of_text_one_character_at_most_is_shown(value: str) -> None:
    shown = mask_text(value).replace(MASK, "")

    assert shown in {"", value[:1]}
    assert len(shown) < len(value) or not shown


@given(PRINTABLE)
def test_of_a_phone_two_digits_at_most_are_shown(value: str) -> None:
    shown = mask_phone(value).replace(MASK, "")

    assert len(shown) in {0, 2}
    assert all(character.isdigit() for character in shown)


@given(mailbox=PRINTABLE, labels=st.lists(LABEL, min_size=1, max_size=4))
def test_of_an_address_the_first_character_and_the_last_label_are_shown(
    mailbox: str, labels: list[str]
) -> None:
    shown_mailbox, _, shown_domain = mask_email(f"{mailbox}@{'.'.join(labels)}").rpartition("@")

    assert shown_mailbox in {MASK, f"{mailbox[:1]}{MASK}"}
    assert shown_domain == (f"{MASK}.{labels[-1]}" if len(labels) > 1 else MASK)


@given(st.ip_addresses())
def test_of_an_ip_address_the_first_group_is_shown(value: object) -> None:
    text = str(value)
    separator = ":" if ":" in text else "."

    assert mask_ip(text) == f"{text.split(separator, maxsplit=1)[0]}{separator}{MASK}"


@given(PRINTABLE)
def test_of_what_is_no_ip_address_four_characters_at_most_are_shown(value: str) -> None:
    shown = mask_ip(value).replace(MASK, "").rstrip(".:")

    assert len(shown) <= 4
