"""Who contracts and what: customers, products, billing segments, cancellations."""
