"""One module for each engine that comity is measured against."""
