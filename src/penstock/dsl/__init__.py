"""What users write: components, pipelines, loops, conditions. Names and signatures are KFP's."""
