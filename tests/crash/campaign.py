"""Send reports while the server and the database are killed at random; count what was lost.

Run by hand with `make crash`, or `python tests/crash/campaign.py --rounds 100 --seed 7`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from crash.audit import Account, settle
from crash.faults import command, kill_a_worker, kill_the_database
from crash.loads import load_campaign
from crash.senders import Sender
from tipline.site.serve import start_server

SENDERS = 6
SECONDS_BETWEEN_FAULTS = (0.1, 1.0)
SHARE_OF_DATABASE_FAULTS = 0.25


def campaign(*, rounds: int, seed: int, home: Path) -> Account:
    """Kill `rounds` times while reports are sent, then compare promises and books.

    The home is used for this alone; TIPLINE_HOME has to name it.
    """
    dice = random.Random(seed)  # noqa: S311  a campaign that can be repeated
    unlimited = {"TIPLINE_WIRE_BURST": "1000000"}
    command("db", "start")
    with start_server(workers=2, process=False, environment=unlimited) as server:
        senders = [_sender(server.url, seed, number) for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        for _ in range(rounds):
            time.sleep(dice.uniform(*SECONDS_BETWEEN_FAULTS))
            if dice.random() < SHARE_OF_DATABASE_FAULTS:
                kill_the_database(home)
            else:
                kill_a_worker(server, dice)
        time.sleep(1)
        for sender in senders:
            sender.told_to_stop.set()
        for sender in senders:
            sender.join()
    promises = [promise for sender in senders for promise in sender.promises]
    return settle(promises, sum(sender.tried for sender in senders), home)


def _sender(url: str, seed: int, number: int) -> Sender:
    issued = command("intake", "sender", "add", f"Sender {number}", "--json")
    account = json.loads(issued.stdout)
    return Sender(url, account["username"], account["password"], f"s{seed}-{number}")


def main() -> None:
    """Run a campaign in a folder of its own; exit 1 when anything was lost or is there twice."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--rounds", type=int, default=60, help="how many times something is killed"
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--loads", type=int, default=12, help="how many times a load is killed")
    chosen = options.parse_args()
    home = Path(tempfile.mkdtemp(prefix="tipline-crash-"))
    os.environ["TIPLINE_HOME"] = str(home)
    os.environ.pop("TIPLINE_DATABASE_URL", None)
    try:
        accounts = [campaign(rounds=chosen.rounds, seed=chosen.seed, home=home)]
        sys.stdout.write(f"wire:  {accounts[0]}\n")
        accounts.append(load_campaign(kills=chosen.loads, seed=chosen.seed, home=home))
        sys.stdout.write(f"load:  {accounts[1]}\n")
    finally:
        command("db", "stop", check=False)
        shutil.rmtree(home, ignore_errors=True)
    wrong = [words for account in accounts for words in (*account.lost, *account.duplicated)]
    for words in wrong[:20]:
        sys.stdout.write(f"{words}\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
