import importlib
import sys
import types

import pytest

from penstock.runtime import dsl_names, kfp_names
from penstock.runtime.annotations import PipelineTaskFinalStatus
from penstock.runtime.artifacts import Dataset


def module(name):
    made = types.ModuleType(name)
    content = kfp_names.module_content(name)
    assert content is not None
    made.__dict__.update(content)
    return made


def test_a_star_import_gives_the_run_time_names_and_nothing_of_authoring():
    dsl = module("kfp.dsl")
    assert sorted(dsl.__all__) == sorted(dsl_names.__all__)
    assert dsl.Dataset is Dataset
    assert "component" not in dsl.__all__


def test_inner_modules_of_kfp_hold_the_same_classes():
    assert module("kfp.dsl.types.artifact_types").Dataset is Dataset
    assert module("kfp.dsl.types.artifact_types")._SCHEMA_TITLE_TO_TYPE["system.Dataset"] is Dataset
    assert module("kfp.dsl.task_final_status").PipelineTaskFinalStatus is PipelineTaskFinalStatus


def test_a_component_inside_a_task_is_its_function():
    dsl = module("penstock.dsl")

    @dsl.component(base_image="python:3.12", packages_to_install=["x"])
    def double(x):
        return 2 * x

    @dsl.pipeline
    def flow():
        return None

    assert (double(4), flow()) == (8, None)


def test_settings_are_inert_inside_a_task():
    dsl = module("penstock.dsl")
    assert dsl.PipelineConfig(workspace=dsl.WorkspaceConfig(size="1Gi")).workspace.size is not None
    assert dsl.TaskConfigField.RESOURCES is not None


@pytest.mark.parametrize("name", ["If", "ParallelFor", "importer"])
def test_describing_a_pipeline_inside_a_task_is_refused(name):
    with pytest.raises(RuntimeError, match=f"kfp.dsl.{name} belongs to the description of a pipeline"):
        getattr(module("kfp.dsl"), name)()


@pytest.mark.parametrize("name", ["kfp.compiler", "kfp.components", "penstock.compiler", "penstock.local"])
def test_authoring_modules_can_be_imported_but_not_used(name):
    stand_in = module(name)
    with pytest.raises(RuntimeError, match=f"{name}.Anything.method belongs to"):
        stand_in.Anything.method()


def test_other_names_of_authoring_can_be_imported_but_modules_are_no_names():
    dsl = module("kfp.dsl")
    with pytest.raises(RuntimeError, match="is_in belongs to"):
        dsl.is_in(1, [2])
    assert not hasattr(dsl, "types")
    assert not hasattr(dsl, "executor_main")


def test_unknown_modules_are_not_found():
    assert kfp_names.module_content("kfp.nothing") is None
    assert kfp_names.module_content("penstock.engine") is None
    assert kfp_names.module_content("kfpx") is None


def test_run_notebook_works_in_a_notebook_component_only():
    with pytest.raises(NotImplementedError, match="only available inside a @dsl"):
        dsl_names.run_notebook(rows=1)


def test_installing_twice_leaves_one_finder_which_what_is_installed_comes_before():
    before = list(sys.meta_path)
    try:
        kfp_names.install()
        kfp_names.install()
        assert len(sys.meta_path) == len(before) + 1
        assert "component" in importlib.import_module("penstock.dsl").__all__
    finally:
        sys.meta_path[:] = before
