"""How what was received stands on pages: names in words, values masked."""
