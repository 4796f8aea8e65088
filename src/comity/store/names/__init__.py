"""Names of persons: which words there are in them."""
