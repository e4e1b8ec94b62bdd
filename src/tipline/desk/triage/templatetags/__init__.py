"""What the templates of triage need beside the components."""
