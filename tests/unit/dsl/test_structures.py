"""Components as KFP describes them to code that looks into one."""

from typing import Dict, List

from penstock import dsl


def test_a_component_is_described_as_kfp_describes_it():
    @dsl.component
    def fit(
        data: dsl.Input[dsl.Dataset],
        names: List[str],
        model: dsl.Output[dsl.Model],
        rate: float = 0.5,
        note: str = None,
    ) -> Dict[str, int]:
        """Fit.

        Args:
            rate: How fast.
        """

    spec = fit.component_spec
    assert (spec.name, spec.description) == ("fit", "Fit.")
    assert {name: (it.type, it.default, it.optional) for name, it in spec.inputs.items()} == {
        "data": ("system.Dataset@0.0.1", None, False),
        "names": ("typing.List[str]", None, False),
        "rate": ("Float", 0.5, True),
        "note": ("String", None, True),
    }
    assert spec.inputs["rate"].description == "How fast."
    assert {name: it.type for name, it in spec.outputs.items()} == {
        "Output": "typing.Dict[str, int]",
        "model": "system.Model@0.0.1",
    }
    assert spec.implementation.container.image == "python:3.11"
    assert spec.implementation.container.args[-1] == "fit"
    assert spec.implementation.graph is None

    @dsl.pipeline
    def outer(a: str = "x"):
        dsl.importer(artifact_uri=a, artifact_class=dsl.Dataset)

    assert outer.component_spec.implementation.container is None
    assert "root" in outer.component_spec.implementation.graph
