"""The statistics of the counter: form 06/VPCP/KSTT, the service index, and their papers."""
