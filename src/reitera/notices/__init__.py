"""Notices: the bell, and channels outside the product. Listens to events and decides nothing."""
