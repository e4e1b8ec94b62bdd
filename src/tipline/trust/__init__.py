"""Hold what evidence rests on: people and permissions, rows, audit, keys, vault, masking."""
