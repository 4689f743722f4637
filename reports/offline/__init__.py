"""Going on with a report while there is no network."""
