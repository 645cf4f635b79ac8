"""What is printed about runs that are kept."""
