"""Tell the stories whose danger no single report shows; plain worlds have none of them."""

from __future__ import annotations

from tipline.synthetic.scenarios import ENTICEMENT, IMAGERY, Scenario
from tipline.synthetic.types import Tier

TOGETHER = Scenario(
    name="household_together",
    tier=Tier.T1,
    why="one report tells of a child's network, another of the same network as the suspect's home",
    incident_type=ENTICEMENT,
    victims=1,
)
CHILD_SEEN = Scenario(  # what one report of TOGETHER shows: a child, and nothing of the suspect
    name="child_seen",
    tier=Tier.T3,
    why="solicitation; the child's network is known",
    incident_type=ENTICEMENT,
    files="maybe",
    victims=1,
    victim_detail="network",
)
LABELLED = Scenario(
    name="labelled_file",
    tier=Tier.T1,
    why="a label list names a child at risk in a file that looks like any other",
    incident_type=IMAGERY,
)
HIDDEN_SCENARIOS = (TOGETHER, LABELLED)
