"""The public page: what was asked and what was answered, in counts that anybody can make again; nobody signs in."""
