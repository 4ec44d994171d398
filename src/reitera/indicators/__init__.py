"""The monthly indicator: computed from imported cancellations, never typed in."""
