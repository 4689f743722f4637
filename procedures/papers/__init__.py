"""The counter's papers: what a parent takes home, what goes from desk to desk, the book and the notice board."""
