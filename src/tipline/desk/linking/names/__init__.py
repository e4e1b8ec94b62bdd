"""Find accounts that are called alike: possible links, shown to people, that join nobody."""
