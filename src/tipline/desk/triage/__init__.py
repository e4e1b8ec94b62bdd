"""Triage: one ranked queue of clusters, with the reasons, the gaps and the clocks of each."""
