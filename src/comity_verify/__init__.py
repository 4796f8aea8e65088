"""Check, without the network and without comity, what a comity log, a receipt or a bundle proves."""
