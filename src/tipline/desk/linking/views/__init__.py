"""The pages of linking: two reports side by side, and the network of a cluster."""
