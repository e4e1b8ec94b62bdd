"""Say how long a session lasts."""

from datetime import timedelta

LONGEST_IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
NOTE_EVERY = timedelta(minutes=1)  # a request a second need not write a session a second
