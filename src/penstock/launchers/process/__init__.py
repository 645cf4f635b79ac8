"""Attempts as processes of this machine."""

from penstock.launchers.process.assembly import make_process_launcher
from penstock.launchers.process.launcher import ProcessLauncher
from penstock.launchers.process.settings import ProcessSettings, machine_cpus, machine_memory

__all__ = ["ProcessLauncher", "ProcessSettings", "machine_cpus", "machine_memory", "make_process_launcher"]
