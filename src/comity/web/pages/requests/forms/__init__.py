"""The forms on the pages of a request: what a clerk says of an answer, a fact or a paper."""
