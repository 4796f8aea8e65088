"""Orders that make a draft the law of the office: from a day on, by two persons, until then taken back by either."""
