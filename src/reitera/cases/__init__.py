"""The follow-up of one customer from detection to conclusion: the case, the one gate it moves through, the inbox."""
