"""What is done to customers and segments; each act is recorded."""

from reitera.customers.actions.bands import change_bands
from reitera.customers.actions.contacts import Contact, correct_contacts
from reitera.customers.actions.merging import merge_customers

__all__ = ["Contact", "change_bands", "correct_contacts", "merge_customers"]
