"""Set up: the office, law in force, tokens of programs, addresses that are told, imports; nobody's record."""
