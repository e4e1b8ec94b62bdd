"""Who should get each report, by which rule; hand-over packets; deconfliction between agencies."""
