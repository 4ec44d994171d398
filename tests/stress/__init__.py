"""Many people at once in the Planilla of a real server: nothing lost, nothing told twice, nothing leaked."""
