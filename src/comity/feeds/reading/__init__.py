"""Reads mapping files, strictly and with the line of what is wrong."""
