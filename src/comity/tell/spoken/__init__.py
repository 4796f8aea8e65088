"""How sentences are said in another language than English: catalogues, and what is not in them."""
