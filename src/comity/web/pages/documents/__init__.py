"""Sets whole records on paper: one tagged PDF of headings, passages, tables and lists, and files packed into one."""
