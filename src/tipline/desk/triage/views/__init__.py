"""The pages of triage: the queue, a cluster, a report, and the reveal of what a report names."""
