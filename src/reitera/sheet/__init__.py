"""The Planilla: columns, grid, live stream. No rule of the procedure lives here."""
