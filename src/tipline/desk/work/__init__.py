"""Carry what has arrived through the stages of the desk, again and again, killed or not."""
