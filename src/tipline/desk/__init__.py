"""The desk: what happens to a report from its arrival at a clearinghouse to its outcome."""
