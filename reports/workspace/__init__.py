"""What the page of a report shows."""
