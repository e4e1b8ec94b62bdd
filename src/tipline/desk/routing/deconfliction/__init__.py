"""Learn that another unit holds the same identifier, and nothing else of what it holds."""
