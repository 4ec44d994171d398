"""What is done to customers and segments; each act is recorded."""

from reitera.customers.actions.bands import change_bands
from reitera.customers.actions.merging import merge_customers

__all__ = ["change_bands", "merge_customers"]
