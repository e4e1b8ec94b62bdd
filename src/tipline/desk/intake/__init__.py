"""Take in reports, over the wire or from files, and never lose one that was acknowledged."""
