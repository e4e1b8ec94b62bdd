"""The commands of linking: `why`, `judge`, `judgements`."""

from tipline.desk.linking.cli.judge import judge_app as judge
from tipline.desk.linking.cli.judgements import judgements_app as judgements
from tipline.desk.linking.cli.why import why_app as why

__all__ = ["judge", "judgements", "why"]
