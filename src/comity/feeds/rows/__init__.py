"""Reads the rows of files: CSV, Parquet and NIEM JSON, each bounded, and brings those of one booking together."""
