"""The decisions of linking: how values are compared, what a report names, which values join."""
