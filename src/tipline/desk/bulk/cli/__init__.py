"""The commands that derive anew what is held of a whole store."""
