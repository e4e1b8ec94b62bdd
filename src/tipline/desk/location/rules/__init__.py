"""The decisions of location: pure functions from a report and datasets to hypotheses."""
