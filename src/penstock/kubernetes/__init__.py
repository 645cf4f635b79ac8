"""The DSL's Kubernetes extension; names and signatures are those of `kfp.kubernetes`."""
