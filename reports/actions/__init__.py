"""Writes: the one way in which a theme, a round or a report changes."""
