"""Pages of the counter: parse, one query or action, answer."""
