"""A package of the project, which the component of the example uses."""
