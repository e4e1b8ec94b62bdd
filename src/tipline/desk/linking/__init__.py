"""Linking: reports that name the same thing belong together, and every link says why."""
