"""Forms that come in pieces: whole ones are read, broken ones never taken for whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tipline.desk.intake.errors import Refused
from tipline.desk.intake.wire.body import Body, BodyBroken
from tipline.desk.intake.wire.multipart import Multipart, Part, boundary_of

END = b"--b1--\r\n"


class Trickle:
    """A body that comes as the network likes: a few bytes at a time."""

    def __init__(self, raw: bytes, step: int) -> None:
        self.raw, self.step = raw, step

    def read(self, size: int, /) -> bytes:
        piece, self.raw = self.raw[: min(size, self.step)], self.raw[min(size, self.step) :]
        return piece


def part(head: str, content: bytes) -> bytes:
    return f"--b1\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def reader(raw: bytes, step: int = 7) -> Multipart:
    environ = {"wsgi.input": Trickle(raw, step), "HTTP_TRANSFER_ENCODING": "chunked"}
    return Multipart(Body(environ), b"b1")


def read_all(raw: bytes, step: int = 7) -> list[tuple[Part, bytes]]:
    parts, found = reader(raw, step), []
    while one := parts.next_part():
        content = b""
        while chunk := parts.read_part():
            content += chunk
        found.append((one, content))
    return found


@given(st.lists(st.binary(max_size=60), max_size=4), st.integers(1, 80))
def test_a_form_is_read_alike_however_it_is_cut(contents: list[bytes], step: int):
    contents = [content for content in contents if b"--b1" not in content]
    raw = b"".join(part(f'name="f{i}"', content) for i, content in enumerate(contents)) + END

    found = read_all(raw, step)

    assert [content for _, content in found] == contents
    assert [one.name for one, _ in found] == [f"f{i}" for i in range(len(contents))]


@given(st.integers(0, 200), st.integers(1, 50))
def test_a_form_that_was_cut_short_is_never_taken_for_whole(cut: int, step: int):
    raw = part('name="id"', b"123") + part('name="file"; filename="a"', b"x" * 50) + b"--b1--"

    with pytest.raises((BodyBroken, Refused)):
        read_all(raw[: min(cut, len(raw) - 3)], step)


def test_a_file_name_may_be_missing_or_not_ascii():
    raw = part('name="file"', b"1") + part('name="file"; filename="naïve-日.jpg"', b"2") + END

    names = [one.file_name for one, _ in read_all(raw)]

    assert names == [None, "naïve-日.jpg"]


@pytest.mark.parametrize(
    "raw",
    [
        b"no boundary here\r\n" + END,
        part('filename="nameless"', b"1") + END,
        part('name="file"\r\nContent-Transfer-Encoding: base64', b"QQ==") + END,
        b"".join(part(f'name="f{i}"', b"") for i in range(70)) + END,
        b"--b1\r\n" + b"X" * 9000 + b": y\r\n\r\n\r\n" + END,
    ],
    ids=["no-boundary", "no-name", "base64", "too-many-parts", "endless-header"],
)
def test_a_form_that_cannot_be_read_is_refused_with_words(raw: bytes):
    with pytest.raises(Refused, match=r"\w+ \w+"):
        read_all(raw)


def test_a_field_that_is_long_for_a_field_is_refused():
    parts = reader(part('name="id"', b"1" * 5000) + END, step=4096)
    found = parts.next_part()

    assert found is not None
    with pytest.raises(Refused, match="4096 bytes"):
        parts.read_field(found.name)


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=b1", b"b1"),
        ('multipart/form-data; charset=utf-8; boundary="b 1"', b"b 1"),
        ("application/x-www-form-urlencoded", None),
        ("text/plain", None),
        ("", None),
    ],
)
def test_only_a_form_has_a_boundary(content_type: str, boundary: bytes | None):
    assert boundary_of(content_type) == boundary


def test_a_body_shorter_than_declared_is_broken():
    body = Body({"wsgi.input": Trickle(b"abc", 9), "CONTENT_LENGTH": "10"})

    with pytest.raises(BodyBroken):
        body.read_all(100)


def test_a_body_longer_than_allowed_is_refused_before_it_is_read():
    body = Body({"wsgi.input": Trickle(b"a" * 50, 9), "CONTENT_LENGTH": "50"})

    with pytest.raises(Refused) as refused:
        body.read_all(10)

    assert refused.value.http_status == 413
    assert body.received == 0


def test_a_body_without_a_length_is_refused_as_soon_as_it_is_too_long():
    environ = {"wsgi.input": Trickle(b"a" * 50, 9), "HTTP_TRANSFER_ENCODING": "chunked"}
    body = Body(environ)

    with pytest.raises(Refused):
        body.read_all(10)

    assert body.received <= 18
