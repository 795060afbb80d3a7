"""What people see of a run: tables for terminal, README and page, plots, and the page itself."""
