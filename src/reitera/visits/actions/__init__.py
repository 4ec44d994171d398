"""What people do with visits; one module for each step."""
