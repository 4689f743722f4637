"""Reads: the catalogue on a day, the requests of a scope, and the register of a period."""
