"""From what a report names to places, as dated and sourced hypotheses that are never averaged."""
