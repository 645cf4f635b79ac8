"""The API of the web interface, for any program to use."""
