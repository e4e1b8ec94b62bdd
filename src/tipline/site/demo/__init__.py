"""Show the whole path on made-up reports: sent over HTTP, ranked, and opened in a browser."""
