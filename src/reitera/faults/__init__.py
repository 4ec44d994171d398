"""What broke and what was ordered: fault reports, work orders, mass outages."""
