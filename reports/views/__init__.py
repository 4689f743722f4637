"""Entry points: parse, open the scope, call one query or action, answer."""
