"""What a report names, one module for each kind of evidence: normalised, or said to be none."""
