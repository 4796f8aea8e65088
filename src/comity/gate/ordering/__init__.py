"""Orders that make a draft the law of the office, or end its own layer: from a day on, and by two persons."""
