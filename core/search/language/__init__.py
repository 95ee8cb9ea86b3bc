"""Words of the search: forms, slips, synonyms."""
