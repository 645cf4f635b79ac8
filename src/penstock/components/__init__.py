"""Loaders of components that were saved or shared: from text, files and addresses."""
