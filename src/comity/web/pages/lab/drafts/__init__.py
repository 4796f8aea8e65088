"""Drafts of law: written, checked, tried on the past, and ordered to be law from a day on."""
