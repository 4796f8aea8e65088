"""Findings: what the sweep saw, what the gate knew of it, and what a person said of it afterwards."""
