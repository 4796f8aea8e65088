"""Sealing for a court: an order and a second person, and later an order to open and a second person again."""
