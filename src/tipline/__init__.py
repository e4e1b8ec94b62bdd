"""tipline carries a report of online child sexual exploitation from detection to outcome."""

__version__ = "0.1.0"
