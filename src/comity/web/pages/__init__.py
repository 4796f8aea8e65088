"""The pages, a room for each part of the desk's day: requests here, custody beside it."""
