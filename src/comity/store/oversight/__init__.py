"""What counsel and inspectors are given of the record: proofs, entries, what does not fit, and everything about one."""
