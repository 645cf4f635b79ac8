"""What is shown while a run moves."""
