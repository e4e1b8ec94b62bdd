"""The `tipline` command: every stage's commands under one name."""
