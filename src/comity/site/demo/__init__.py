"""The demonstration: an invented county, a year of its requests, and the desk on this machine."""
