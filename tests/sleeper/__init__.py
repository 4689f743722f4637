"""A small app for the tests of the worker: a kind of job that sleeps in steps, and papers for sets."""
