"""Reports that a law orders: drafted at a press, signed, published, corrected; each number with its sealed entries."""
