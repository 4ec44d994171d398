"""The repeat rule (pure), its ranking, the weekly cycles and their reports."""
