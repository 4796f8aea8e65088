"""Check the paper: what was read stands beside the page, and somebody confirms, corrects or leaves open each line."""
