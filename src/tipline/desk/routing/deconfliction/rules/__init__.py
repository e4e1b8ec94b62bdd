"""The decisions of deconfliction: pure, with randomness as an argument."""
