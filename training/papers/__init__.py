"""The papers of a class: the sheet to sign, the list of results, and the certificates."""
