"""Wake people when a child may be in imminent danger: whom, how, and who is next."""
