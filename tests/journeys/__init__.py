"""Whole cases, walked end to end by the people of the cast through nothing but the pages that they see."""
