"""A policy file is read whole or its faults are named by line; what is forbidden is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tipline.desk.triage.current_policy import SHIPPED
from tipline.desk.triage.rules.conditions import (
    compile_condition,
    read_condition,
    say_condition,
)
from tipline.desk.triage.rules.features import BY_NAME, FEATURES, FORBIDDEN, POSITION
from tipline.desk.triage.rules.policy import BadPolicy, read_policy
from tipline.desk.triage.types import Tier

TIERS = "[tiers]\n" + "\n".join(f'{tier} = "Title {tier}"' for tier in Tier)
REST = f"""
name = "test"
version = "1"
{TIERS}

[otherwise]
tier = "T6"
code = "OTHERWISE"
text = "Nothing holds"
"""


def rule(when: str, tier: str = "T1", code: str = "CODE") -> str:
    return f'{REST}\n[[rule]]\ntier = "{tier}"\ncode = "{code}"\ntext = "Text"\nwhen = {when}\n'


def faults(text: str):
    with pytest.raises(BadPolicy) as caught:
        read_policy(text.encode())
    return caught.value.faults


def values(**known: Any):
    defaults = {"flag": False, "number": 0, "level": None}
    found = [known.get(one.name, defaults[one.kind.value]) for one in FEATURES]
    return tuple(found)


def holds(condition, **known: Any) -> bool:
    return compile_condition(read_condition(condition))(values(**known))


def test_the_policy_that_comes_with_tipline_has_no_fault():
    policy = read_policy(SHIPPED.read_bytes())

    assert {rule.tier for rule in policy.rules} == set(Tier)
    assert len({rule.code for rule in policy.rules}) == len(policy.rules)


def test_the_same_file_has_the_same_hash_and_another_file_another():
    raw = SHIPPED.read_bytes()

    assert read_policy(raw).hash == read_policy(raw).hash
    assert read_policy(raw).hash != read_policy(raw + b"\n").hash


def test_conditions_hold_as_they_read():
    assert holds("sextortion", sextortion=True)
    assert not holds("sextortion")
    assert holds("sextortion = false")
    assert holds("victims >= 2", victims=2)
    assert not holds("victims > 2", victims=2)
    assert holds("victims != 2", victims=3)
    assert holds("incident_type in [enticement, travel]", incident_type="travel")
    assert not holds("incident_type in [enticement, travel]", incident_type="imagery")
    assert holds("incident_type = imagery", incident_type="imagery")
    assert holds({"all": ["sextortion", "files >= 1"]}, sextortion=True, files=1)
    assert not holds({"all": ["sextortion", "files >= 1"]}, sextortion=True)
    assert holds({"any": ["sextortion", "files >= 1"]}, files=1)
    assert holds({"not": "sextortion"})
    two = {"at_least": {"count": 2, "of": ["sextortion", "infant", "files >= 1"]}}
    assert holds(two, infant=True, files=1)
    assert not holds(two, infant=True)


def test_what_is_unknown_satisfies_no_comparison():
    unknown = dict.fromkeys(POSITION)

    for one in FEATURES:
        texts = {
            "flag": [one.name, f"{one.name} = false"],
            "number": [f"{one.name} >= 0", f"{one.name} < 9"],
            "level": [f"{one.name} = {level}" for level in one.levels],
        }
        assert not any(holds(text, **unknown) for text in texts[one.kind.value])


def test_a_condition_says_itself_in_words():
    condition = {"all": ["infant", {"any": ["victims >= 2", {"not": "spam"}]}]}

    words = say_condition(read_condition(condition))

    assert words == "infant and (victims >= 2 or not (spam))"


def test_an_unknown_feature_is_named_with_its_line_and_the_nearest():
    (fault,) = faults(rule('"victim_nmed"'))

    assert fault.line == rule("x").count("\n", 0, rule("x").index("when")) + 1
    assert fault.code == "UNKNOWN_FEATURE"
    assert fault.remedy == "did you mean victim_named?"


def test_an_unknown_tier_is_named_with_its_line_and_the_nearest():
    (fault,) = faults(rule('"sextortion"', tier="T11"))

    assert fault.code == "UNKNOWN_TIER"
    assert "T1" in fault.remedy


@pytest.mark.parametrize("name", [*FORBIDDEN, "victim_country", "reporting_provider"])
def test_what_a_person_is_and_where_and_who_reports_cannot_be_ranked_on(name):
    (fault,) = faults(rule(f'{{ any = ["sextortion", "{name}"] }}'))

    assert fault.code == "FORBIDDEN_FEATURE"
    assert str(fault.line) in str(fault)


def test_what_only_makes_a_report_complete_cannot_be_ranked_on():
    (fault,) = faults(rule('"locatable"'))

    assert fault.code == "SHOWN_ONLY"


def test_no_rule_may_let_a_viral_file_undo_the_evidence_of_a_victim():
    (fault,) = faults(rule('{ all = ["victim_named", { not = "only_viral" }] }'))

    assert fault.code == "LOWERS_A_VICTIM"


@pytest.mark.parametrize(
    ("when", "word"),
    [
        ('"victims >= two"', "says nothing of it"),
        ('"victims"', "compare it with a value"),
        ('"incident_type = sailing"', "is never 'sailing'"),
        ('"sextortion >= 1"', "says nothing of it"),
        ('{ some = ["sextortion"] }', "no condition"),
        ("{ all = [] }", "not an empty one"),
        ('{ at_least = { count = 3, of = ["spam", "infant"] } }', "between 1 and its parts"),
        ("7", "a condition is a text"),
    ],
)
def test_a_condition_that_cannot_be_read_says_why(when, word):
    (fault,) = faults(rule(when))

    assert word in fault.text


def test_every_fault_is_named_in_the_order_of_the_lines():
    text = (
        rule('"victim_nmed"')
        + '\n[[rule]]\ntier = "T9"\ncode = "OTHER"\ntext = ""\nwhen = "spam"\n'
    )

    found = faults(text + "\nwhat = 1\n")

    assert [fault.code for fault in found] == [
        "UNKNOWN_FEATURE",
        "UNKNOWN_TIER",
        "MISSING_KEY",
        "UNKNOWN_KEY",
    ]
    assert sorted(fault.line for fault in found) == [fault.line for fault in found]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("", "the policy has no rule"),
        ("rule = []", "no list of tables"),
        ("rule = 3", "no list of tables"),
        ("rule = [1]", "no list of tables"),
        ('[rule]\ntier = "T1"\ncode = "C"\ntext = "x"\nwhen = "spam"', "one table"),
    ],
)
def test_a_policy_without_a_list_of_rules_is_a_fault(part, words):
    (fault,) = faults(f"{part}\n{REST}" if part.startswith("rule") else f"{REST}\n{part}\n")

    assert fault.code == "NO_RULES"
    assert words in fault.text
    assert "[[rule]]" in fault.remedy


def test_the_form_of_at_least_is_shown_as_it_is_written():
    (fault,) = faults(rule('{ some = ["sextortion"] }'))

    assert "at_least = { count = 2, of = [..] }" in fault.text


def test_two_rules_of_one_code_are_a_fault():
    twice = rule('"spam"') + '\n[[rule]]\ntier = "T2"\ncode = "CODE"\ntext = "x"\nwhen = "infant"\n'

    assert [fault.code for fault in faults(twice)] == ["SAME_CODE"]


@pytest.mark.parametrize("raw", [b"name = ", b"\xff\xfe", b'name = "x"\nname = "y"\n'])
def test_a_file_that_is_no_toml_is_one_fault_with_a_line(raw):
    with pytest.raises(BadPolicy) as caught:
        read_policy(raw)

    (fault,) = caught.value.faults
    assert fault.code == "NO_TOML"
    assert fault.line >= 1


def test_no_feature_has_a_forbidden_name_and_each_says_what_it_means():
    assert not set(BY_NAME) & set(FORBIDDEN)
    assert all(feature.meaning.endswith(".") for feature in FEATURES)
    assert all(bool(feature.ask) == bool(feature.fact) for feature in FEATURES)
