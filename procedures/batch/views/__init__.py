"""Pages of the batch desk: the lists and a new one, handing out by one, its sheet on paper."""
