"""The last mile: what stands in a paper as the fields of another office's screen, each ready to be copied."""
