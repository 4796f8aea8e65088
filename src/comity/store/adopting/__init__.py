"""Drafts of law, the files of what was adopted, and the law of the office at a moment."""
