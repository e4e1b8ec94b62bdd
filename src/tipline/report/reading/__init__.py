"""From bytes to values: one parser, bounded before memory is spent."""
