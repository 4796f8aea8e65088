"""Pages of the lab: law as it was and is, two laws compared, properties proven, the past tried under another law."""
