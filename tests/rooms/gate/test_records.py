"""Records in memory keep what the gate relies on; the same tests hold any other."""

from contract.records import *  # noqa: F403
