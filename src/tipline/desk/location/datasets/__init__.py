"""Place datasets: checked and compiled once when they are installed, then only searched."""
