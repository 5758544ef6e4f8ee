"""The spreadsheet that staff keep: its columns, and how each cell is written and read."""
