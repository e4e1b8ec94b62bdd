"""The decisions of routing: pure, each with its reasons."""
