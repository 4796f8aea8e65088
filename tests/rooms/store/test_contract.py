"""What the gate may rely on holds of the records in tables."""

from contract.records import *  # noqa: F403
