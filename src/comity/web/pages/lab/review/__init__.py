"""The law review: the cases of a pack, each signed off by a person of legal, and what needs a new look."""
