"""Say which stories a world tells, how often, and how dangerous each is by construction."""

from __future__ import annotations

import msgspec

from tipline.report.types import FileAnnotation, IncidentType, ReportAnnotation
from tipline.synthetic.types import Tier

ENTICEMENT = IncidentType.ONLINE_ENTICEMENT
IMAGERY = IncidentType.CHILD_PORNOGRAPHY


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One story: its tier, the cause in words of the policy debate, and what its report carries.

    `victims` is how many victim blocks there are; `victim_detail` what they tell (account, name,
    age, self_report, household, network). `files` is none, one, viral, some (as many as reports
    have on average) or maybe (enticement: most have none).
    """

    name: str
    tier: Tier
    why: str
    incident_type: IncidentType
    files: str = "some"
    victims: int = 0
    victim_detail: str = "account"
    recipients: bool = False
    escalation: str | None = None
    annotation: ReportAnnotation | None = None
    file_annotation: FileAnnotation | None = None
    several_accounts: bool = True

    @property
    def is_danger(self) -> bool:
        """Whether one account shows it and the person's other accounts look ordinary."""
        return self.tier in {Tier.T0, Tier.T1, Tier.T2, Tier.T3}


LIVE_COERCION = Scenario(
    name="live_coercion_escalated",
    tier=Tier.T0,
    why="live coercion, escalated by the sender",
    incident_type=ENTICEMENT,
    files="maybe",
    victims=1,
    escalation="[synthetic] sender asks for urgent handling",
    annotation=ReportAnnotation.SEXTORTION,
)
PLANNED_MEETING = Scenario(
    name="planned_meeting_escalated",
    tier=Tier.T0,
    why="planned meeting, escalated by the sender",
    incident_type=ENTICEMENT,
    files="maybe",
    victims=1,
    escalation="[synthetic] sender asks for urgent handling: a meeting is planned",
)
CHILD_PRESENT = Scenario(
    name="child_present_escalated",
    tier=Tier.T0,
    why="child present, escalated by the sender",
    incident_type=IncidentType.CHILD_SEXUAL_MOLESTATION,
    victims=1,
    escalation="[synthetic] sender asks for urgent handling: a child is present",
)
NAMED_VICTIM = Scenario(
    name="named_victim",
    tier=Tier.T1,
    why="named child and school",
    incident_type=ENTICEMENT,
    files="maybe",
    victims=1,
    victim_detail="name",
)
VICTIM_SELF_REPORT = Scenario(
    name="victim_self_report",
    tier=Tier.T1,
    why="victim self-report",
    incident_type=ENTICEMENT,
    files="maybe",
    victims=1,
    victim_detail="self_report",
)
POSITION_OF_TRUST = Scenario(
    name="position_of_trust",
    tier=Tier.T1,
    why="position of trust stated in the evidence",
    incident_type=IMAGERY,
)
HOUSEHOLD_ACCESS = Scenario(
    name="household_access",
    tier=Tier.T1,
    why="child of the same household",
    incident_type=IMAGERY,
    victims=1,
    victim_detail="household",
)
LOOK_ALIKE = Scenario(
    name="look_alike",
    tier=Tier.T1,
    why="ordinary reports; a neighbour in the cluster names the victim",
    incident_type=ENTICEMENT,
    files="maybe",
    victims=1,
    victim_detail="name",
)
FIRST_SEEN = Scenario(
    name="first_seen_production",
    tier=Tier.T2,
    why="first-seen file, viewed and classified, on no list",
    incident_type=IMAGERY,
)
ORIGIN_EXIF = Scenario(
    name="origin_exif",
    tier=Tier.T2,
    why="EXIF of origin",
    incident_type=IMAGERY,
)
LIVE_STREAM = Scenario(
    name="live_stream",
    tier=Tier.T2,
    why="live-streaming annotation",
    incident_type=IMAGERY,
    file_annotation=FileAnnotation.LIVE_STREAMING,
)
GROUP_RING = Scenario(
    name="group_ring",
    tier=Tier.T3,
    why="group identifier shared by several people",
    incident_type=IMAGERY,
    recipients=True,
    several_accounts=False,
)
SEVERAL_VICTIMS = Scenario(
    name="several_victims",
    tier=Tier.T3,
    why="several victims",
    incident_type=ENTICEMENT,
    files="maybe",
    victims=3,
    victim_detail="age",
)
SEXTORTION = Scenario(
    name="sextortion",
    tier=Tier.T3,
    why="sextortion template",
    incident_type=ENTICEMENT,
    files="maybe",
    recipients=True,
    annotation=ReportAnnotation.SEXTORTION,
)
SADISTIC = Scenario(
    name="sadistic_exploitation",
    tier=Tier.T3,
    why="coercion in a network",
    incident_type=ENTICEMENT,
    files="maybe",
    recipients=True,
    annotation=ReportAnnotation.SADISTIC_ONLINE_EXPLOITATION,
)
SOLICITATION = Scenario(
    name="solicitation",
    tier=Tier.T3,
    why="solicitation",
    incident_type=ENTICEMENT,
    files="maybe",
    recipients=True,
    annotation=ReportAnnotation.CSAM_SOLICITATION,
)
TRAFFICKING = Scenario(
    name="trafficking",
    tier=Tier.T3,
    why="trade or sale",
    incident_type=IncidentType.CHILD_SEX_TRAFFICKING,
    files="maybe",
    recipients=True,
)
DISTRIBUTION = Scenario(
    name="distribution",
    tier=Tier.T4,
    why="files sent to others",
    incident_type=IMAGERY,
    recipients=True,
)
POSSESSION = Scenario(
    name="possession",
    tier=Tier.T5,
    why="files kept; nothing else known",
    incident_type=IMAGERY,
)
BARE_FILE = Scenario(
    name="bare_file",
    tier=Tier.T5,
    why="a file and no more than an account",
    incident_type=IMAGERY,
    files="one",
    several_accounts=False,
)
THIN = Scenario(
    name="thin",
    tier=Tier.T6,
    why="an account and nothing else",
    incident_type=IMAGERY,
    files="none",
    several_accounts=False,
)
VIRAL_ONLY = Scenario(
    name="viral_only",
    tier=Tier.T6,
    why="nothing but a viral file",
    incident_type=IMAGERY,
    files="viral",
    several_accounts=False,
)
BATCHED = Scenario(
    name="batched",
    tier=Tier.T6,
    why="one viral file, many accounts in one report",
    incident_type=IMAGERY,
    files="viral",
    several_accounts=False,
)
