"""Template tags of the counter."""
