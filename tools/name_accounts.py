"""Write how the accounts of a made-up world are called, and whose each is: JSON lines.

`python tools/name_accounts.py --reports 100000 --seed 31 > accounts.jsonl` gives what
`tipline names train` learns from and `tipline names check` checks against.
"""

from __future__ import annotations

import argparse
import sys

import msgspec

from tipline.desk.linking.names.reading import name_accounts
from tipline.report import parse_report
from tipline.synthetic import WorldKind, WorldParameters, generate_world


def main() -> None:
    """Write one line per account that a report names, each account once."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=31)
    options.add_argument(
        "--kind", type=WorldKind, nargs="+", default=[WorldKind.PLAIN, WorldKind.ALIASES]
    )
    chosen = options.parse_args()
    encode = msgspec.json.Encoder().encode
    seen = set()
    for at, kind in enumerate(chosen.kind):
        parameters = WorldParameters(reports=chosen.reports, kind=kind)
        for made in generate_world(parameters, chosen.seed + at):
            report = parse_report(made.report_xml).model
            person = f"{kind} {made.truth.cluster}"
            for account in name_accounts(report, report_id=made.number, group=person)[:1]:
                key = report.person_or_user_reported[0].esp_identifier
                if key not in seen:
                    seen.add(key)
                    sys.stdout.buffer.write(encode(account) + b"\n")


if __name__ == "__main__":
    main()
