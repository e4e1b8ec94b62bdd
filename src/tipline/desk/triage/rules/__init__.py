"""The decisions of triage: what a report gives evidence of, and what the policy makes of it."""
