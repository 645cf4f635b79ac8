"""What a task that was made for a cluster finds on one machine: secrets, config maps, claims, and facts of its pod."""

import platform

import pytest

from penstock.core.clock import SystemClock
from penstock.core.errors import LaunchError
from penstock.engine.events import AttemptFailed, AttemptLost, AttemptStarted, AttemptSucceeded
from penstock.engine.pod_settings import CREATES_CLAIM, DELETES_CLAIM
from penstock.engine.records import Failure
from penstock.launchers.claims import Cupboard
from penstock.launchers.fitted import FittedLauncher
from penstock.launchers.pods import Pods
from penstock.testing.attempts import a_request
from penstock.testing.launcher import HOLD, ScriptedLauncher, succeed

SECRET = {"secretName": "login", "keyToEnv": [{"secretKey": "user", "envVar": "USER_NAME"}]}
CONFIG = {"configMapName": "tuning", "keyToEnv": [{"configMapKey": "depth", "envVar": "DEPTH"}]}


class Bench:
    """A home, and a launcher that notes what it is given."""

    def __init__(self, root):
        self.root, self.home = root, root / "home"
        self.cupboard = Cupboard(self.home)
        self.events = []

    def keep(self, kind, name, **values):
        place = self.home / kind / name
        place.mkdir(parents=True)
        for key, value in values.items():
            (place / key).write_text(value)

    def fitted(self, **settings):
        return Pods(self.cupboard).fitted(self.request(platform={"kubernetes": settings}))

    def request(self, **fields):
        return a_request(self.root / "artifacts", **fields)

    def launch(self, request, script=succeed, *, sees_mounts=False):
        fitted, launcher = self.launcher(script, sees_mounts=sees_mounts)
        fitted.launch(request)
        return launcher.launched

    def launcher(self, script, *, sees_mounts=False):
        made = []

        def make(sink):
            made.append(ScriptedLauncher(sink, SystemClock(), script))
            return made[0]

        fitted = FittedLauncher(
            make, cupboard=self.cupboard, sink=self.events.append, clock=SystemClock(), sees_mounts=sees_mounts
        )
        return fitted, made[0]


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path)


class TestVariables:
    def test_come_from_secrets_and_config_maps_of_the_home(self, bench):
        bench.keep("secrets", "login", user="ada")
        bench.keep("config-maps", "tuning", depth="3")
        assert bench.fitted(secretAsEnv=[SECRET], configMapAsEnv=[CONFIG]).env == {"USER_NAME": "ada", "DEPTH": "3"}

    def test_and_files_of_secrets_are_what_nothing_may_show(self, bench):
        bench.keep("secrets", "login", user="ada lovelace", password="under the rose")
        bench.keep("config-maps", "tuning", depth="3")
        volume = {"secretName": "login", "mountPath": "/login"}
        assert bench.fitted(secretAsEnv=[SECRET], configMapAsEnv=[CONFIG]).hidden == ("ada lovelace",)
        assert set(bench.fitted(secretAsVolume=[volume]).hidden) == {"ada lovelace", "under the rose"}

    @pytest.mark.parametrize(
        ("settings", "reason", "place"),
        [
            ({"secretAsEnv": [SECRET]}, "MissingSecret", "secrets/login/KEY"),
            ({"configMapAsEnv": [CONFIG]}, "MissingConfigMap", "config-maps/tuning/KEY"),
            ({"secretAsVolume": [{"secretName": "login", "mountPath": "/x"}]}, "MissingSecret", "secrets/login/KEY"),
        ],
    )
    def test_that_are_missing_stop_the_task_and_say_where_they_belong(self, bench, settings, reason, place):
        with pytest.raises(LaunchError, match="not in this home") as caught:
            bench.fitted(**settings)
        assert caught.value.reason == reason
        assert f"{bench.home}/{place}" in caught.value.hint

    def test_of_a_key_that_is_missing_stop_the_task(self, bench):
        bench.keep("secrets", "login", password="x")
        with pytest.raises(LaunchError, match="key 'user' of the secret 'login'") as caught:
            bench.fitted(secretAsEnv=[SECRET])
        assert caught.value.hint == f"write it into {bench.home}/secrets/login/user"

    def test_that_are_optional_may_be_missing_and_may_have_no_name(self, bench):
        nameless = {"optional": True, "secretName": None, "keyToEnv": []}
        volume = {"secretName": "login", "mountPath": "/x", "optional": True}
        given = bench.fitted(secretAsEnv=[{**SECRET, "optional": True}, nameless], secretAsVolume=[volume])
        assert (given.env, given.mounts) == ({}, ())

    @pytest.mark.parametrize("name", ["../login", "a/b", "", "Login", None, 7])
    def test_never_lead_out_of_the_home(self, bench, name):
        with pytest.raises(LaunchError, match="is no name of a secret"):
            bench.fitted(secretAsEnv=[{**SECRET, "secretName": name}])

    @pytest.mark.parametrize("key", ["../user", "..", ""])
    def test_are_taken_from_keys_only(self, bench, key):
        bench.keep("secrets", "login", user="ada")
        with pytest.raises(LaunchError, match="is no key of a secret"):
            bench.fitted(secretAsEnv=[{**SECRET, "keyToEnv": [{"secretKey": key, "envVar": "X"}]}])

    def test_tell_of_the_pod_what_there_is_to_tell(self, bench):
        fields = {
            "LABEL": "metadata.labels['team']",
            "NONE": "metadata.annotations['none']",
            "NODE": "spec.nodeName",
            "POD": "metadata.name",
            "ODD": "spec.odd",
        }
        asked = [{"name": name, "fieldPath": path} for name, path in fields.items()]
        given = bench.fitted(fieldPathAsEnv=asked, podMetadata={"labels": {"team": "blue"}})
        expected = {"LABEL": "blue", "NONE": "", "NODE": platform.node(), "POD": f"penstock-{given.id}"}
        assert given.env == expected
        assert given.notices == ("spec.odd: not known here, so that the variables are not set",)


class TestForesight:
    """What is missing is known before a task starts, as far as its file tells."""

    @staticmethod
    def told(bench, **settings):
        return [error.message for error in Pods(bench.cupboard).lacking(settings, "deploy")]

    def test_names_all_that_is_missing(self, bench):
        bench.keep("config-maps", "tuning", width="3")
        volume = {"secretNameParameter": {"runtimeValue": {"constant": "certs"}}, "mountPath": "/x"}
        assert self.told(bench, secretAsEnv=[SECRET], configMapAsEnv=[CONFIG], secretAsVolume=[volume]) == [
            "Task 'deploy' needs the secret 'login', which is not in this home",
            "Task 'deploy' needs the secret 'certs', which is not in this home",
            "Task 'deploy' needs the key 'depth' of the config map 'tuning', which has no such key",
        ]

    def test_says_nothing_of_what_is_there_or_optional(self, bench):
        bench.keep("secrets", "login", user="ada")
        assert self.told(bench, secretAsEnv=[SECRET], configMapAsEnv=[{**CONFIG, "optional": True}]) == []

    @pytest.mark.parametrize(
        "source",
        [
            {"componentInputParameter": "secret"},
            {"taskOutputParameter": {"producerTask": "choose", "outputParameterKey": "Output"}},
            {"runtimeValue": {"constant": "{{$.inputs.parameters['secret']}}"}},
            "secret",
        ],
    )
    def test_leaves_open_what_a_run_decides(self, bench, source):
        assert self.told(bench, secretAsEnv=[{**SECRET, "secretNameParameter": source}]) == []


class TestVolumes:
    def test_are_folders_of_the_home_at_the_places_asked_for(self, bench):
        bench.keep("secrets", "login", user="ada")
        given = bench.fitted(
            secretAsVolume=[{"secretName": "login", "mountPath": "/secret/"}],
            pvcMount=[{"pvcName": "data", "mountPath": "/data", "subPath": "raw/2026"}],
            emptyDirMounts=[{"volumeName": "scratch", "mountPath": "/scratch"}],
        )
        secret, claim, scratch = given.mounts
        assert (secret.source, secret.target, secret.is_writable) == (f"{bench.home}/secrets/login", "/secret", False)
        assert (claim.source, claim.what) == (f"{bench.home}/claims/data/raw/2026", "claim 'data'")
        assert claim.is_writable
        assert scratch.source.startswith(f"{given.output_prefix}/work/")

    @pytest.mark.parametrize("sub_path", ["../other", "a/../../b", "/etc", ".."])
    def test_never_lead_out_of_a_claim(self, bench, sub_path):
        with pytest.raises(LaunchError, match="leads out of it"):
            bench.fitted(pvcMount=[{"pvcName": "data", "mountPath": "/data", "subPath": sub_path}])

    def test_need_an_absolute_place(self, bench):
        with pytest.raises(LaunchError, match="no absolute path"):
            bench.fitted(pvcMount=[{"pvcName": "data", "mountPath": "data"}])

    def test_are_told_to_whoever_runs_a_process_and_again_when_it_fails(self, bench):
        settings = {"pvcMount": [{"pvcName": "data", "mountPath": "/data"}]}
        request = bench.request(platform={"kubernetes": settings})
        (launched,) = bench.launch(request, lambda _: Failure(reason="Exception", message="no such file"))
        assert launched.mounts == ()
        assert "claim 'data' at /data: a process does not see it" in launched.notices[0]
        (failed,) = [event for event in bench.events if isinstance(event, AttemptFailed)]
        assert "--launcher container" in failed.failure.hint

    def test_reach_a_launcher_whose_tasks_see_them(self, bench):
        settings = {"pvcMount": [{"pvcName": "data", "mountPath": "/data"}], "nodeSelector": {"labels": {"a": "b"}}}
        (launched,) = bench.launch(bench.request(platform={"kubernetes": settings}), sees_mounts=True)
        assert [mount.target for mount in launched.mounts] == ["/data"]
        assert launched.notices == ("nodeSelector: without effect, there is only this machine",)


class TestClaims:
    def test_are_made_and_removed_without_running_anything(self, bench):
        made = bench.request(image=CREATES_CLAIM, inputs={"pvc_name_suffix": "-data", "size": "1Gi"})
        assert bench.launch(made) == bench.launch(made) == []
        ends = [event for event in bench.events if isinstance(event, AttemptSucceeded)]
        name = f"{made.run_id}-data"
        assert [end.outputs.parameters for end in ends] == [{"name": name}] * 2
        assert (bench.home / "claims" / name).is_dir()
        gone = bench.request(number=2, image=DELETES_CLAIM, inputs={"pvc_name": name})
        assert bench.launch(gone) == bench.launch(gone) == []
        assert list((bench.home / "claims").iterdir()) == []
        assert "is removed" in (bench.root / "artifacts" / gone.run_id / "2-1" / "log.txt").read_text()

    @pytest.mark.parametrize("inputs", [{}, {"pvc_name": "a", "pvc_name_suffix": "b"}])
    def test_have_one_name(self, bench, inputs):
        with pytest.raises(LaunchError, match="one of pvc_name and pvc_name_suffix"):
            bench.launch(bench.request(image=CREATES_CLAIM, inputs=inputs))


def test_a_task_without_such_settings_is_left_as_it_is(bench):
    request = bench.request(platform={"penstock": {"x": 1}})
    assert Pods(bench.cupboard).fitted(request) is request


def test_an_attempt_is_adopted_though_its_secret_is_gone_since(bench):
    bench.keep("secrets", "login", user="ada")
    request = bench.request(platform={"kubernetes": {"secretAsEnv": [SECRET]}})
    bench.launch(request, lambda _: HOLD)
    (bench.home / "secrets" / "login" / "user").unlink()
    after, launcher = bench.launcher(lambda _: HOLD)
    after.adopt(request)
    assert [type(event) for event in bench.events] == [AttemptStarted, AttemptLost]  # it asked, and was told
    assert launcher.launched == []
