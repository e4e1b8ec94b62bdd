"""Link namings that lie as Parquet files: `in_columns.py REPORTS SEED FOLDER`; one JSON line."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from made_edges import write_parquet

from tipline.desk.bulk.relinking.together import group_reports
from tipline.engine import open_engine


def main() -> None:
    """Write the namings in a process of its own memory, link them, print."""
    reports, seed, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    if not folder.exists():
        write_parquet(folder, reports, seed)
    steps: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="tipline-engine-") as scratch:
        engine = open_engine(Path(scratch))
        namings = 0
        began = time.monotonic()
        engine.register("named", folder)
        engine.register("marked", pa.table({"value": pa.array([], pa.int64())}))
        grouped = group_reports(
            engine,
            np.arange(1, reports + 1),
            name=lambda values: {one: str(one) for one in values},
            say=lambda step: steps.append((step, time.monotonic() - began)),
        )
        took = time.monotonic() - began
        namings = engine.scalar("SELECT count(*) FROM named")
        engine.close()
    ends = [at for _, at in steps[1:]] + [took]
    print(
        json.dumps(
            {
                "reports": reports,
                "namings": namings,
                "seconds": round(took, 2),
                "namings_a_second": round(namings / took),
                "peak_memory_gb": round(
                    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 2
                ),
                "steps": {
                    step: round(end - at, 2) for (step, at), end in zip(steps, ends, strict=True)
                },
                "clusters": len(np.unique(grouped.cluster)),
                "examined": len(grouped.examined.value),
                "unused": int((~grouped.examined.joins).sum()),
                "largest_cluster": int(np.unique(grouped.cluster, return_counts=True)[1].max()),
            }
        )
    )


if __name__ == "__main__":
    main()
