"""How rows are written, and compared."""
