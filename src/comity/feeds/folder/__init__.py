"""The watch folder: what comes to rest there is brought in, and what was taken does not stay."""
