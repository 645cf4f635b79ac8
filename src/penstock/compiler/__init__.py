"""From an authored graph to the IR."""
