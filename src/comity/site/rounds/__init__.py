"""Rounds of the desk's machine beside its clock: counting what is published, and the sweep."""
