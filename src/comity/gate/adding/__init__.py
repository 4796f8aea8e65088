"""Papers that come later than the request they belong to, and where on a paper a fact was read."""
