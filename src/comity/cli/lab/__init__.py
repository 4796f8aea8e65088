"""Commands of the lab: nothing here changes a real answer."""
