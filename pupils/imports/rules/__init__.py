"""What a list of pupils says: where its heading is, what its columns are, and what is wrong in its rows. Pure."""
