"""Reports in the tables: counts of the published log, what was filed, and the entries of which a new one is counted."""
