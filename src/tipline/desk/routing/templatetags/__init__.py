"""What the templates of routing need beside the components."""
