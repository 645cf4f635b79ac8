"""KFP's REST API v2beta1, so that the real `kfp.Client` works: names, spellings and status codes are KFP's."""
