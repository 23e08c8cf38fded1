"""Every table and chart of the board to take away, as CSV, as a spreadsheet, and for SDMX programs."""
