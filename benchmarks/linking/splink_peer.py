"""Cluster reports with Splink on DuckDB, set up as its documentation advises for such records.

One record per report; lists where a report names several. Term frequencies weigh common values
down. The model is trained on the very data, without labels, as in practice.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

if TYPE_CHECKING:
    from pathlib import Path

THRESHOLDS = (0.5, 0.9, 0.99, 0.999)
_LISTS = ("account_at_service", "prior_report", "file_hash")
_EXACT = ("profile_url", "device", "home_network", "display_name")
_BLOCKS = ("email", "phone", "profile_url", "device", "home_network", "screen_name")
_FEW = 200_000  # reports up to which fewer pairs train the chance that values agree by chance


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="report",
        comparisons=[
            cl.JaroWinklerAtThresholds("email", [0.95]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("phone", 1).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("screen_name", [0.95, 0.88]).configure(
                term_frequency_adjustments=True
            ),
            *(cl.ExactMatch(each).configure(term_frequency_adjustments=True) for each in _EXACT),
            *(cl.ArrayIntersectAtSizes(each, [2, 1]) for each in _LISTS),
        ],
        blocking_rules_to_generate_predictions=[
            *(block_on(each) for each in _BLOCKS),
            *(block_on(each, arrays_to_explode=[each]) for each in _LISTS),
        ],
        retain_matching_columns=False,
    )


def cluster_by_splink(folder: Path) -> dict[str, np.ndarray]:
    """Train, score and cluster; give a group per report at each of the thresholds."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    database = DuckDBAPI(duckdb.connect())
    records = duckdb.read_parquet(str(folder / "records.parquet")).to_arrow_table()
    linker = Linker(database.register(records), _settings(), log_level=logging.ERROR)
    _train(linker, len(records))
    scored = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    found = {}
    for threshold in THRESHOLDS:
        clustered = linker.clustering.cluster_pairwise_predictions_at_threshold(
            scored, threshold_match_probability=threshold
        )
        rows = database.query_sql(
            f"SELECT report, cluster_id FROM {clustered.physical_name} ORDER BY report"  # noqa: S608  Splink's own table name
        )
        columns = rows.as_duckdbpyrelation().fetchnumpy()
        found[f"splink_{threshold}"] = np.asarray(columns["cluster_id"]).astype(np.int64)
    return found


def _train(linker: Linker, reports: int) -> None:
    linker.training.estimate_probability_two_random_records_match(
        [block_on("email"), block_on("phone"), block_on("device")], recall=0.7
    )
    pairs = 1e7 if reports <= _FEW else 1e8
    linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=1)
    for rule in ("email", "device", "home_network"):
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(rule))
        except ValueError as underflow:  # Splink 5 stops where a level all but never occurs
            print(f"splink: no training on {rule}: {underflow}", file=sys.stderr)
