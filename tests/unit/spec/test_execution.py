from penstock.spec.codec import decode, encode
from penstock.spec.execution import (
    ArtifactList,
    ExecutorInput,
    ExecutorInputInputs,
    PipelineTaskFinalStatus,
    PipelineTaskState,
    RuntimeArtifact,
    StatusError,
)


def test_an_executor_input_is_what_kfp_passes():
    data = {
        "inputs": {
            "parameterValues": {"n": 1, "none": None},
            "artifacts": {"d": {"artifacts": [{"name": "d", "uri": "/d", "metadata": {"k": 1}, "customPath": ""}]}},
        },
        "outputs": {"outputFile": "/o", "parameters": {"p": {"outputFile": "/p"}}},
    }
    value, problems = decode(ExecutorInput, data)
    assert problems == ()
    assert value.inputs.parameter_values == {"n": 1, "none": None}
    assert encode(value) == data


def test_artifacts_without_metadata_stay_so():
    artifacts = {"d": ArtifactList(artifacts=(RuntimeArtifact(name="d"),))}
    value = ExecutorInput(inputs=ExecutorInputInputs(artifacts=artifacts))
    assert encode(value) == {"inputs": {"artifacts": {"d": {"artifacts": [{"name": "d"}]}}}}


def test_a_final_status_names_its_error():
    status = PipelineTaskFinalStatus(state=PipelineTaskState.FAILED.value, error=StatusError(code=9, message="no"))
    assert encode(status) == {"state": "FAILED", "error": {"code": 9, "message": "no"}}
