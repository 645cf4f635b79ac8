"""What engines answer in moments in which they have nothing to say."""

from penstock.launchers.container.engine import ContainerEngine


class Silent:
    """An engine whose answers are well and empty, as Podman's about a container that has just ended."""

    def call(self, _method, _path, **_more):
        return None


def test_nothing_is_known_of_what_a_container_took_that_has_just_ended():
    assert ContainerEngine(Silent()).usage("ended") == {}
