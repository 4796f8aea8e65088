"""Sign-offs: what a person of legal said of one case of a pack, kept with the law that they were shown."""
