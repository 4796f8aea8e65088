"""Trails: mail, messages, calls, look-ups and outbound feeds, read for the sweep; notes come with the bookings."""
