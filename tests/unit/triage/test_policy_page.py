"""The reference page says of the policy what the code says."""

from __future__ import annotations

from pathlib import Path

from tipline.desk.triage.rules.features import FEATURES, FORBIDDEN

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "policy.md").read_text()


def test_the_table_of_features_is_that_of_the_code():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `") and line.count("|") == 5]

    expected = [
        f"| `{one.name}` | {one.kind} | {one.scope} | {one.meaning}"
        + (f" Levels: {', '.join(one.levels)}." if one.levels else "")
        + ("" if one.ranks else " Shown only.")
        + " |"
        for one in FEATURES
    ]
    assert rows == expected


def test_everything_that_is_forbidden_is_on_the_page():
    assert all(f"`{name}`" in PAGE for name in FORBIDDEN)
    assert all(why in PAGE for why in FORBIDDEN.values())
