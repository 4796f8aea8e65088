"""Letters: which ones are owed, making one, recording that it was given, and that it arrived."""
