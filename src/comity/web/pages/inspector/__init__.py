"""The inspector's pages: is the record whole, one entry with its proof, lists of what does not fit. None changes it."""
