"""Charts and tables of what was measured, from rows of a measurement file. No Django."""
