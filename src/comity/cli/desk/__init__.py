"""The commands at the desk's machine: begin, import, serve, tick, seal, rebuild."""
