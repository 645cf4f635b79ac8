"""KFP's intermediate representation (schema 2.1.0) as values: load, validate, dump. Pure; standard library only.

Field names are those of ``pipeline_spec.proto`` (kubeflow/pipelines, Apache-2.0); JSON uses their camelCase form.
"""
