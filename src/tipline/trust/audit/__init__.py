"""Keep one event for every write: who, for whom, what, why, before and after."""
