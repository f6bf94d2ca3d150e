"""A kiosk's day, from inside: installed, visited, broken in every way that the operations manual names, and switched off at
the wall."""

import array
import json
import pathlib
import queue
import subprocess
import sys
import time

from kiosk import *  # noqa: F403

IS_SHORT = pathlib.Path("/rig/short").exists()


def pull(line, up):
    pathlib.Path(f"/run/housing/sim_gpio{line}/pull").write_text("pull-up" if up else "pull-down")


def lamp():
    return pathlib.Path("/run/housing/sim_gpio4/value").read_text().strip() == "1"


def doctor():
    with Step("doctor, as its own user") as step:
        text = run("runuser", "-u", "carekiosk", "--", "carekiosk", "doctor", "--json", check=False)
        try:
            report = json.loads(text)
        except ValueError as error:
            raise Missed(f"doctor prints {text[:300]!r}") from error
        wrong = [finding for finding in report["findings"] if finding["severity"] != "ok"]
        tell(doctor=report["findings"])
        # The state's disk is small so that it can be filled, and the guest reaches no time server.
        unexpected = [finding for finding in wrong if finding["check"] not in ("disk", "clock", "service")]
        if unexpected:
            raise Missed("; ".join(f"{finding['check']}: {finding['what']}" for finding in unexpected))
        step.note = f"{report['seconds']} s; {len(report['findings'])} checks"


def one_visit():
    with Step("no device is open before anybody came"):
        if open_devices():
            raise Missed(f"open: {open_devices()}")
    now = time.time()
    with Step("presence begins a visit"):
        pull(0, True)
        until(lambda: logged("VisitBegan", now))
    with Step("still no device is open: nobody agreed"):
        if open_devices():
            raise Missed(f"open: {open_devices()}")
    prompts = listen()
    with Step("consent opens camera and microphone") as step:
        tells("consent", camera=True, microphone=True)
        until(both_open)
        step.note = ", ".join(open_devices())
    with Step("pictures are read"):
        until(lambda: sensed("pictures") >= 3)
    with Step("voices are read"):
        until(lambda: sensed("voices") >= 1)
    with Step("a declined card leads to a prompt") as step:
        tells("start", language="en", app_version="rig")
        tells("step", name="payment")
        for _ in range(3):
            tells("error", code="payment_declined")
            time.sleep(1.2)
        try:
            prompt = prompts.get(timeout=PATIENCE)
        except queue.Empty as error:
            raise Missed(f"no prompt within {PATIENCE} s") from error
        step.note = f"{prompt['strategy']} for {prompt['cause']}: {prompt['text']}"
    with Step("the call button lights the lamp"):
        pull(1, False)
        until(lamp)
        pull(1, True)
    with Step("the staff key closes both devices and puts the lamp out"):
        pull(2, False)
        until(lambda: not open_devices())
        until(lambda: not lamp())
    with Step("without the key they open again"):
        pull(2, True)
        until(both_open)
    with Step("the privacy switch closes both devices"):
        pull(3, False)
        until(lambda: not open_devices())
        pull(3, True)
        until(both_open)
    with Step("the end of the visit closes both devices"):
        tells("end", outcome="completed")
        until(lambda: not open_devices())
        day.visits += 1
    pull(0, False)
    with Step("the window of five visits is stored at the cloud"):
        day.fill()
        until(day.all_stored)


def models():
    """The installed models in the installed library, given what they were given on another machine of this processor."""
    cases = pathlib.Path("/rig/cases")
    arguments = []
    for given in sorted(cases.glob("*.in")):
        arguments += [f"/usr/lib/carekiosk/edge/models/{given.stem}.onnx", str(given), f"/tmp/{given.stem}.out"]
    with Step("every model answers as it did where its decisions were held to those on x64") as step:
        run("env", "LD_LIBRARY_PATH=/usr/lib/carekiosk/edge/runtimes/linux-arm64/native", str(cases / "program"), "0", *arguments)
        farthest = 0.0
        for expected in sorted(cases.glob("*.out")):
            there, here = floats(expected), floats(pathlib.Path("/tmp") / expected.name)
            if len(there) != len(here):
                raise Missed(f"{expected.stem} gave {len(here)} numbers and not {len(there)}")
            apart = [abs(one - other) for one, other in zip(here, there)]
            if not all(distance < 0.001 for distance in apart):  # also what is no number
                raise Missed(f"{expected.stem} is apart by {max(apart)}")
            farthest = max([farthest, *apart])
        if not arguments:
            raise Missed("there are none")
        step.note = f"{len(arguments) // 3} models, apart by {farthest:.1g} at most"


def floats(path):
    values = array.array("f")
    values.frombytes(path.read_bytes())  # counts among them, which are the same or tiny
    return values


def camera_unplugged():
    driver = pathlib.Path("/sys/bus/platform/drivers/vivid")
    with Step("camera unplugged: pictures again after it is plugged in", fault=True) as step:
        day.agree(both_open)
        before, now = worker(), time.time()
        (driver / "unbind").write_text("vivid.0")
        until(lambda: "camera_unreadable" in logged("FaultRaised", now))
        step.again()
        (driver / "bind").write_text("vivid.0")
        until(both_open)
        seen = sensed("pictures")
        until(lambda: sensed("pictures") > seen)
        if worker() != before:
            raise Missed("the worker was started again")
        day.end()


def first():
    tell(step="boot to the scenario", fault=False, seconds=round(time.monotonic(), 1), ok=True, note="")
    install()
    if pathlib.Path("/rig/cases").exists():
        models()
        doctor()
    one_visit()
    if IS_SHORT:
        camera_unplugged()
        killed(both_open)
        return
    doctor()
    camera_unplugged()
    fleet_away()
    disk_full()
    killed(both_open)
    hangs(both_open)
    restarted()
    lose_power()


def main():
    run("aplay", "-q", "-D", "hw:Loopback,0", "/rig/speech.wav", check=False, timeout=60)
    speech = subprocess.Popen(["sh", "-c", "while aplay -q -D plughw:Loopback,0 /rig/speech.wav; do :; done"])
    try:
        return lead(first, after_power)
    finally:
        speech.kill()


sys.exit(main())
