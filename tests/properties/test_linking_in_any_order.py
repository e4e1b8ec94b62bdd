"""Whatever order and batches reports come in, and whenever people speak, clusters are the same."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linking_made import NOW, arrival, drawing, linked, partition, place_all
from tipline.desk.linking.actions import joining, judge
from tipline.desk.linking.rules import parting
from tipline.desk.linking.rules.everything import link_everything
from tipline.desk.linking.types import IdentifierKind, JudgedPair, Judgement, Naming
from tipline.trust.people.types import Role
from tipline.trust.rows import acting

REPORTS = 10

# Few values, so that they meet: mail addresses that become hubs, homes and devices, names, files
# that some mark as viral, and addresses that a report only lists.
VALUES = (
    *(f"mail {number}" for number in range(3)),
    *(f"home {number}" for number in range(2)),
    "device 1",
    "file 1",
    "file 2",
    "called amber",
    "called olive",
    "mail 0?",
)
NAMED = st.lists(st.sampled_from(VALUES), max_size=5, unique_by=lambda value: value.rstrip("?"))
WORLDS = st.lists(NAMED, min_size=6, max_size=REPORTS)
SAID = st.lists(
    st.tuples(
        st.integers(1, REPORTS), st.integers(1, REPORTS), st.sampled_from(tuple(Judgement))
    ).filter(lambda said: said[0] != said[1]),
    min_size=1,
    max_size=4,
    unique_by=lambda said: frozenset(said[:2]),
)


def make(values):
    return [
        arrival(number, f"own {number}", *named, viral={"file 2"} if number % 5 == 0 else ())
        for number, named in enumerate(values, 1)
    ]


def say(one, other, judgement):
    return JudgedPair(min(one, other), max(one, other), judgement)


@pytest.fixture
def analyst(actor):
    return msgspec.structs.replace(actor, roles=frozenset({Role.ANALYST}))


class Undo(Exception):
    """Ends an example, so that the next one finds an empty store."""


def undo():
    raise Undo


@contextmanager
def parting_small_ones():
    """Let components of seven reports count as large, and two as a body."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (parting, joining):
            patch.setattr(module, "EXAMINED_AGAIN_FROM", 6)
        patch.setattr(parting, "A_BODY", 2)
        yield


@given(data=st.data(), values=WORLDS, said=SAID)
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_arrivals_and_judgements_in_any_order_give_what_linking_all_at_once_gives(
    analyst, data, values, said
):
    world = make(values)
    said = [one for one in said if max(one[:2]) <= len(world)]
    order = data.draw(st.permutations(world))
    sizes = data.draw(st.lists(st.integers(1, 5), min_size=len(world), max_size=len(world)))
    draw_id = drawing()
    spoken = []

    def speak(placed):
        for one in [one for one in said if {*one[:2]} <= placed and one not in spoken]:
            judge(analyst, *one, reason="seen", now=NOW, draw_id=draw_id)
            spoken.append(one)

    large = parting_small_ones() if data.draw(st.booleans()) else nullcontext()
    try:
        with large, acting(analyst):
            placed: set[int] = set()
            rest = list(order)
            for size in sizes:
                if not rest:
                    break
                place_all(analyst, rest[:size], draw_id=draw_id)
                placed |= {one.report_id for one in rest[:size]}
                rest = rest[size:]
                if data.draw(st.booleans()):
                    speak(placed)
            speak(placed)
            assert partition(analyst) == linked(world, [say(*one) for one in said]).clusters
            undo()
    except Undo:
        pass


KINDS = (
    IdentifierKind.EMAIL,
    IdentifierKind.HOME_NETWORK,
    IdentifierKind.FILE_HASH,
    IdentifierKind.DISPLAY_NAME,
)
NAMINGS = st.lists(
    st.builds(
        lambda report, number, kind, thing: Naming(
            report, f"{kind}:{number}", kind, thing, lot=hash((report, "lot"))
        ),
        st.integers(0, 40),
        st.integers(0, 6),
        st.sampled_from(KINDS),
        st.integers(0, 3),
    ),
    max_size=200,
)


@given(namings=NAMINGS, data=st.data())
def test_the_order_of_namings_and_judgements_changes_nothing(namings, data):
    said = [say(1, 2, Judgement.DIFFERENT), say(2, 3, Judgement.SAME), say(1, 5, Judgement.SAME)]

    shuffled = link_everything(
        data.draw(st.permutations(namings)), data.draw(st.permutations(said))
    )

    assert msgspec.json.encode(shuffled) == msgspec.json.encode(link_everything(namings, said))
