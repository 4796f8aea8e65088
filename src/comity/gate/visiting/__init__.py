"""Visits: officers of an outside agency who came, whom they saw or did not, and who decided that."""
