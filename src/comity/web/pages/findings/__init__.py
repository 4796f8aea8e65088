"""The sweep's pages: contacts that may have gone around the gate, and one of them with its words."""
