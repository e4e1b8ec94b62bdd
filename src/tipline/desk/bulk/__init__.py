"""Derive clusters, places and priorities of a whole store anew, while it is in use."""
