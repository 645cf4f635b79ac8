"""Where commands work: on the home of this machine, or on a server. Commands know only the port."""
