"""Know who works here, for which agency, and what each role may do."""
