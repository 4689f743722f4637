"""Requests that people without a login prepare and hand in themselves, and what the counter does with them."""
