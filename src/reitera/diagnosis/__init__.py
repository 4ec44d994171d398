"""Steps 3 to 5 and 15: factors, readings, probable cause, remote solutions and their monitoring."""
