"""The faults of a kiosk's day at the speed of this machine: real systemd and the installed packages, recordings in place of
camera and microphone, no housing. Everything must be well again within RIG_RECOVERY seconds."""

import pathlib
import sys
import time

from kiosk import *  # noqa: F403


def both_read():
    return sensed("pictures") > 0 and sensed("voices") > 0


def first():
    install()
    with Step("a window of five visits is stored at the cloud"):
        day.fill()
        until(day.all_stored)
    killed(both_read)
    for later in (0, 0.7, 1.4):
        hangs(both_read, later)
    restarted()
    fleet_away()
    disk_full()
    lose_power()


# When this machine was started, by the clock that systemd's times are of.
sys.exit(lead(first, lambda: after_power(float(pathlib.Path("/rig/started").read_text()))))
