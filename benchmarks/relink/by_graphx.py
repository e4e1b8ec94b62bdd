"""Find components by Spark GraphX on a local Spark: `by_graphx.py EDGES`; one JSON line.

Runs in the environment of `make test-spark`, through the gateway to Java, as GraphX has no Python.
EDGES is a file with two numbers a line.
"""

from __future__ import annotations

import json
import sys
import time

from pyspark.sql import SparkSession


def main() -> None:
    """Load, find, print; the start of Java is measured apart."""
    began = time.monotonic()
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.memory", "6g")
        .getOrCreate()
    )
    started = time.monotonic() - began
    java = spark._jvm  # noqa: SLF001  the only way in
    level = java.org.apache.spark.storage.StorageLevel.MEMORY_ONLY()
    began = time.monotonic()
    graph = java.org.apache.spark.graphx.GraphLoader.edgeListFile(
        spark._jsc.sc(),  # noqa: SLF001  as above
        sys.argv[1],
        False,
        4,
        level,
        level,
    )
    labels = graph.ops().connectedComponents().vertices().toJavaRDD()
    pairs = java.org.apache.spark.api.java.JavaPairRDD.fromJavaRDD(labels)
    count = pairs.values().distinct().count()
    took = time.monotonic() - began
    figures = {"seconds": round(took, 2), "start_seconds": round(started, 2), "components": count}
    print(json.dumps(figures))
    spark.stop()


if __name__ == "__main__":
    main()
