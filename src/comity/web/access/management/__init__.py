"""What is done about accounts from the machine itself."""
