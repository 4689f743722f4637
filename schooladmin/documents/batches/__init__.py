"""All papers of a school's quarter, or of all schools below an office: made one by one, taken away in one archive."""
