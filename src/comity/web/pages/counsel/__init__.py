"""Counsel's pages: my clients, what was asked and answered about each, what we do not know, everything to take away."""
