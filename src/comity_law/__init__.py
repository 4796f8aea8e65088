"""The laws, as data: one folder a jurisdiction. Nothing here is a program."""
