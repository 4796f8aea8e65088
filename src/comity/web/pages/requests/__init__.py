"""Requests: what needs somebody today, recording what an agency asks, the answer with its reasons, review by legal."""
