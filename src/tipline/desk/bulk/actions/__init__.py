"""The only writers of bulk work."""
