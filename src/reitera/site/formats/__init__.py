"""How dates and numbers are written in each language; Django reads these modules (FORMAT_MODULE_PATH)."""
