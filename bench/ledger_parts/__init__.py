"""The parts of the bench of the ledger: what it measures, and how it writes that down."""
