"""Runs each attempt as a container of Docker or Podman, through the Engine API."""

from penstock.launchers.container.assembly import make_container_launcher
from penstock.launchers.container.idle_images import IdleImages
from penstock.launchers.container.launcher import ContainerLauncher
from penstock.launchers.container.settings import ContainerSettings

__all__ = ["ContainerLauncher", "ContainerSettings", "IdleImages", "make_container_launcher"]
