"""A routing file with faults hides no page: routes are shown as they stand, with the fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeys import made_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from django.test import Client


def test_every_page_that_names_agencies_answers_under_a_faulty_routing_file(
    client: Client,
    load: Callable[..., list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (report_id,) = load(made_up.small_report(1))
    file = tmp_path / "ours.csv"
    file.write_text("kind,where,value,note\nlead,AL,us-nobody,\n")
    monkeypatch.setenv("TIPLINE_ROUTING", str(file))

    report = f"/reports/{report_id}/"
    for address in (report, "/routes/", f"{report}route/", f"{report}packet/"):
        assert client.get(address).status_code == 200, address
    for address in (report, "/routes/"):
        said = client.get(address).content.decode()
        assert "Nothing is routed until the routing file is mended: line 2" in said, address
