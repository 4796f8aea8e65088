"""What is brought in from other systems: an entry of each booking, how far an import has come, what stands by hand."""
