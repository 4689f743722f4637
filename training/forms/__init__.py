"""What people type about classes and sheets, read into the values that the actions take."""
