"""Commands of the desk's machine about accounts."""
