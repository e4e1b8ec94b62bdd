"""Rules that do nothing are named by line, and two policies are compared by what they mean."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tipline.desk.triage.current_policy import SHIPPED
from tipline.desk.triage.rules.comparing import compare_policies
from tipline.desk.triage.rules.conditions import compile_condition, read_condition
from tipline.desk.triage.rules.features import FEATURES
from tipline.desk.triage.rules.policy import read_policy
from tipline.desk.triage.rules.profiles import PLAIN, profile_of, values_from
from tipline.desk.triage.rules.reach import check_policy
from tipline.desk.triage.rules.satisfying import domains_of, find_values
from tipline.desk.triage.types import Tier

TIERS = "[tiers]\n" + "\n".join(f'{tier} = "Title {tier}"' for tier in Tier)
HEAD = f"""name = "test"
version = "1"
{TIERS}
[otherwise]
tier = "T6"
code = "OTHERWISE"
text = "Nothing holds"
"""


def policy(*rules: tuple[str, str, str]) -> bytes:
    tables = [
        f'[[rule]]\ntier = "{tier}"\ncode = "{code}"\ntext = "Text"\nwhen = {when}\n'
        for tier, code, when in rules
    ]
    return (HEAD + "\n".join(tables)).encode()


def faults(*rules: tuple[str, str, str]):
    return check_policy(policy(*rules))[1]


def test_the_policy_that_comes_with_tipline_has_no_rule_that_does_nothing():
    assert check_policy(SHIPPED.read_bytes())[1] == ()


@pytest.mark.parametrize(
    "when",
    [
        '{ all = ["victims >= 3", "victims < 2"] }',
        '{ all = ["sextortion", { not = "sextortion" }] }',
        '{ all = ["incident_type = travel", "incident_type in [imagery, enticement]"] }',
        '{ at_least = { count = 2, of = ["spam", { all = ["infant", { not = "infant" }] }] } }',
    ],
)
def test_a_rule_that_contradicts_itself_is_named_with_its_line(when):
    (fault,) = faults(("T1", "GOOD", '"spam"'), ("T0", "NEVER", when))

    assert (fault.code, fault.text.partition(" can never hold")[0]) == ("CONTRADICTION", "NEVER")
    raw = policy(("T1", "GOOD", '"spam"'), ("T0", "NEVER", when)).decode()
    assert "NEVER" in raw.splitlines()[fault.line - 1]


def test_a_rule_that_a_graver_one_always_outranks_is_named_with_that_one():
    (fault,) = faults(
        ("T3", "NARROW", '{ all = ["victims >= 3", "sextortion"] }'),
        ("T1", "WIDE", '"victims >= 2"'),
    )

    assert fault.code == "UNREACHABLE"
    assert "WIDE holds (T1)" in fault.text


def test_a_rule_that_several_graver_ones_cover_together_is_named():
    (fault,) = faults(
        ("T4", "ANY", '"files >= 1"'),
        ("T1", "WITH", '{ all = ["files >= 1", "sextortion"] }'),
        ("T2", "WITHOUT", '{ all = ["files >= 1", { not = "sextortion" }] }'),
    )

    assert fault.code == "UNREACHABLE"
    assert "one of several others" in fault.text


def test_a_rule_of_the_same_tier_is_no_fault_since_it_gives_a_reason_of_its_own():
    assert faults(("T1", "WIDE", '"victims >= 2"'), ("T1", "NARROW", '"victims >= 3"')) == ()


names = st.sampled_from([one.name for one in FEATURES if one.ranks and one.kind == "flag"][:6])
atoms = names | st.sampled_from(["victims >= 2", "victims < 1", "incident_type = travel"])
conditions = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=6,
)


@given(conditions, conditions)
@settings(max_examples=200, deadline=None)
def test_what_is_found_is_true_and_what_is_not_found_is_not_there(holding: Any, failing: Any):
    wanted, unwanted = read_condition(holding), read_condition(failing)
    tests = compile_condition(wanted), compile_condition(unwanted)

    found = find_values([wanted], [unwanted])

    if found is not None:
        values = values_from(found)
        assert tests[0](values)
        assert not tests[1](values)
        return
    domains = domains_of([wanted, unwanted])
    told: list[dict[str, Any]] = [{}]
    for name, values_of_name in domains.items():
        told = [{**one, name: value} for one in told for value in values_of_name]
    assert not any(
        tests[0](values_from(one)) and not tests[1](values_from(one)) for one in told[:20_000]
    )


def changes(before, after):
    return compare_policies(read_policy(policy(*before)), read_policy(policy(*after)))


def test_a_policy_does_not_differ_from_itself():
    shipped = read_policy(SHIPPED.read_bytes())

    assert compare_policies(shipped, shipped) == ()


@pytest.mark.parametrize(
    ("before", "after", "kind", "means"),
    [
        ([("T1", "A", '"spam"')], [("T3", "A", '"spam"')], "changed", "spam: T1 -> T3"),
        ([("T1", "B", '"infant"')], [("T1", "B", '"infant"'), ("T2", "A", '"spam"')], "added",
         "spam: T6 -> T2"),
        ([("T1", "B", '"infant"'), ("T2", "A", '"spam"')], [("T1", "B", '"infant"')], "removed",
         "spam: T2 -> T6"),
        ([("T1", "A", '"victims >= 2"')], [("T1", "A", '"victims >= 3"')], "changed",
         "victims = 2: T1 -> T6"),
        ([("T1", "B", '"spam"')], [("T1", "B", '"spam"'), ("T2", "A", '"spam"')], "added",
         "moves no report by itself"),
    ],
)  # fmt: skip
def test_a_difference_gives_a_report_for_which_it_matters(before, after, kind, means):
    (change,) = changes(before, after)

    assert change.kind == kind
    assert means in change.means


def test_words_ties_and_the_last_resort_differ_too():
    other = SHIPPED.read_text()
    other = other.replace('text = "A victim is stated by name"', 'text = "There is a name"')
    other = other.replace('ties = ["harm_recency", ', "ties = [").replace(
        "soon_days = 30", "soon_days = 7"
    )

    found = compare_policies(read_policy(SHIPPED.read_bytes()), read_policy(other.encode()))

    assert {(one.code, one.kind) for one in found} == {
        ("VICTIM_NAMED", "words"),
        ("ties", "changed"),
        ("clocks", "changed"),
    }


def test_a_place_in_a_text_that_nothing_fills_is_a_fault():
    from tipline.desk.triage.rules.policy import BadPolicy

    for text, code in (("See {this}", "UNKNOWN_PLACE"), ("See {found}", "NOTHING_FOUND")):
        raw = policy(("T1", "A", '"spam"')).replace(b'text = "Text"', f'text = "{text}"'.encode())
        with pytest.raises(BadPolicy) as caught:
            read_policy(raw)
        assert [fault.code for fault in caught.value.faults] == [code]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_profile_gives_back_the_values_that_it_was_made_of(data):
    import json

    values = list(PLAIN)
    for at in data.draw(st.sets(st.integers(0, len(FEATURES) - 1), max_size=6)):
        kind = FEATURES[at].kind.value
        choices = {"flag": [True, False, None], "number": [0, 1, 7, None]}
        values[at] = data.draw(st.sampled_from([*choices.get(kind, FEATURES[at].levels), None]))

    assert values_from(json.loads(profile_of(tuple(values)))) == tuple(values)
    assert profile_of(PLAIN) == "{}"
