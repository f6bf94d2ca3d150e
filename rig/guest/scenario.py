"""A kiosk's day, from inside: installed, visited, broken in every way that the operations manual names, and switched off at
the wall. Each step is awaited and timed; what it finds goes to the second serial line, one JSON object a line."""

import glob
import http.client
import json
import os
import pathlib
import queue
import signal
import sqlite3
import subprocess
import sys
import threading
import time

PATIENCE = 180  # seconds for a step; emulation is about ten times as slow as a kiosk
EDGE = "carekiosk-edge.service"
DEVICES = ("/dev/video", "/dev/snd/pcm")
FLEET = "/var/lib/private/carekiosk-cloud/fleet.db"
NOTES = pathlib.Path("/var/lib/rig.json")
K = 5  # visits in a window

host = open("/dev/ttyS1", "w", buffering=1)


def tell(**line):
    host.write(json.dumps(line) + "\n")


def run(*command, check=True, timeout=300):
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-600:]}")
    return done.stdout


class Missed(Exception):
    """A step's promise was not kept in time."""


def until(promise, patience=PATIENCE, every=0.1):
    """Awaits what the promise returns; None and False mean not yet."""
    ends = time.monotonic() + patience
    while True:
        answer = promise()
        if answer or time.monotonic() > ends:
            if not answer:
                raise Missed(f"not within {patience} s")
            return answer
        time.sleep(every)


class Step:
    """Times what it encloses and tells the host."""

    def __init__(self, name, fault=False):
        self.name, self.fault, self.note = name, fault, ""

    def __enter__(self):
        self.began = time.monotonic()
        return self

    def again(self):
        """The time begins here: what came before was making the fault."""
        self.began = time.monotonic()

    def __exit__(self, kind, error, trace):
        tell(step=self.name, fault=self.fault, seconds=round(time.monotonic() - self.began, 1), ok=kind is None,
             note=self.note if kind is None else str(error))
        return False


# The worker, from outside.

def property_of(unit, name):
    return run("systemctl", "show", unit, "-p", name, "--value").strip()


def worker():
    return int(property_of(EDGE, "MainPID"))


def is_ready():
    return property_of(EDGE, "ActiveState") == "active" and worker() > 0


def open_devices():
    """What the worker holds open of camera and microphone."""
    held = []
    for descriptor in glob.glob(f"/proc/{worker()}/fd/*"):
        try:
            target = os.readlink(descriptor)
        except OSError:
            continue
        if target.startswith(DEVICES):
            held.append(target)
    return sorted(held)


def both_open():
    held = " ".join(open_devices())
    return all(device in held for device in DEVICES)


def logged(event, since):
    """An event of the worker in the journal, by its own name."""
    return run("journalctl", "-q", "-o", "json", f"--since=@{since:.3f}", f"CAREKIOSK_EVENT={event}", check=False).strip()


def call(method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", 8089, timeout=30)
    try:
        connection.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def tells(event, **body):
    """What the kiosk app says."""
    status, text = call("POST", "/v1/consent" if event == "consent" else f"/v1/visit/{event}", body)
    if status != 202:
        raise RuntimeError(f"{event} was answered with {status}: {text[:200]}")


def screen_is_up():
    try:
        return call("GET", "/")[0] == 200
    except OSError:
        return False


def sensed(kind):
    return json.loads(call("GET", "/v1/sensing")[1])["sensed"][kind]


def listen():
    """The prompts that the screen gets, in a queue."""
    prompts = queue.Queue()
    connection = http.client.HTTPConnection("127.0.0.1", 8089, timeout=PATIENCE * 4)
    connection.request("GET", "/v1/prompts")
    answer = connection.getresponse()

    def read():
        name = None
        try:
            for line in iter(answer.readline, b""):
                line = line.decode().rstrip("\n")
                name = line[7:] if line.startswith("event: ") else name
                if line.startswith("data: ") and name == "prompt":
                    prompts.put(json.loads(line[6:]))
        except (OSError, ValueError, http.client.HTTPException):
            pass  # the worker went away

    threading.Thread(target=read, daemon=True).start()
    return prompts


def pull(line, up):
    pathlib.Path(f"/run/housing/sim_gpio{line}/pull").write_text("pull-up" if up else "pull-down")


def lamp():
    return pathlib.Path("/run/housing/sim_gpio4/value").read_text().strip() == "1"


# The fleet.

def stored():
    """Visits at the cloud, and the numbers of their windows."""
    try:
        with sqlite3.connect(f"file:{FLEET}?mode=ro", uri=True, timeout=10) as fleet:
            rows = fleet.execute("select boot, sequence, visits from visit_window").fetchall()
        return sum(visits for _, _, visits in rows), sorted((boot, number) for boot, number, _ in rows)
    except sqlite3.OperationalError:
        return 0, []


class Day:
    """Counts what the cloud must know in the end."""

    visits = 0

    def visit(self):
        """A customer who gets done without help, and does not agree to be seen."""
        tells("start", language="en", app_version="rig")
        tells("step", name="scan")
        self.end()

    def end(self):
        tells("end", outcome="completed")
        self.visits += 1
        time.sleep(1.2)  # what comes sooner belongs to the visit that has ended

    def fill(self):
        """Visits until a window is full."""
        self.visit()
        while self.visits % K:
            self.visit()

    def agree(self):
        """A visit with both sensors open."""
        tells("start", language="en", app_version="rig")
        tells("consent", camera=True, microphone=True)
        until(both_open)

    def all_stored(self):
        return stored()[0] == self.visits - self.visits % K


day = Day()


def install():
    with Step("both packages installed"):
        run("dpkg", "--force-unsafe-io", "-i", *glob.glob("/rig/*.deb"))
    with Step("settings written, broker, cloud and worker ready") as step:
        pathlib.Path("/etc/carekiosk/edge.json").write_text(pathlib.Path("/rig/edge.json").read_text())
        broker = pathlib.Path("/etc/carekiosk/broker.conf")
        broker.write_text(broker.read_text().replace("listener 1883 127.0.0.1", "listener 1883"))
        for unit in ("carekiosk-broker", "carekiosk-cloud"):
            drop_in = pathlib.Path(f"/etc/systemd/system/{unit}.service.d/rig.conf")
            drop_in.parent.mkdir(parents=True, exist_ok=True)
            drop_in.write_text("[Unit]\nAfter=rig-devices.service\n[Service]\nNetworkNamespacePath=/run/netns/fleet\nTimeoutStartSec=300\n")
        drop_in = pathlib.Path(f"/etc/systemd/system/{EDGE}.d/rig.conf")  # emulation is slow
        drop_in.parent.mkdir(parents=True)
        drop_in.write_text("[Service]\nTimeoutStartSec=300\n")
        run("systemctl", "daemon-reload")
        run("systemctl", "enable", "--now", "carekiosk-broker.service")
        run("systemctl", "restart", "carekiosk-cloud.service", EDGE)
        until(is_ready)
        until(screen_is_up)
    with Step("worker stopped and started: ended well, and ready again") as step:
        run("systemctl", "stop", EDGE)
        if property_of(EDGE, "Result") != "success":
            raise Missed(f"its end was '{property_of(EDGE, 'Result')}'")
        run("systemctl", "start", EDGE)
        until(is_ready)
        step.note = memory()


def memory():
    status = pathlib.Path(f"/proc/{worker()}/status").read_text()
    return "worker " + str(int(status.split("VmRSS:")[1].split()[0]) // 1024) + " MiB resident"


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


def faults():
    driver = pathlib.Path("/sys/bus/platform/drivers/vivid")
    with Step("camera unplugged: pictures again after it is plugged in", fault=True) as step:
        day.agree()
        before, now = worker(), time.time()
        (driver / "unbind").write_text("vivid.0")
        until(lambda: "camera_unreadable" in logged("FaultRaised", now))
        (driver / "bind").write_text("vivid.0")
        step.again()
        until(both_open)
        seen = sensed("pictures")
        until(lambda: sensed("pictures") > seen)
        if worker() != before:
            raise Missed("the worker was started again")
        day.end()
    with Step("network cut for 20 s: its window is stored after it is back", fault=True) as step:
        run("ip", "link", "set", "kiosk0", "down")
        cut = time.monotonic()
        day.fill()
        time.sleep(max(0, 20 - (time.monotonic() - cut)))
        run("ip", "link", "set", "kiosk0", "up")
        step.again()
        until(day.all_stored)
    with Step("broker stopped for 20 s: its window is stored after it is back", fault=True) as step:
        run("systemctl", "stop", "carekiosk-broker.service")
        cut = time.monotonic()
        day.fill()
        time.sleep(max(0, 20 - (time.monotonic() - cut)))
        run("systemctl", "start", "carekiosk-broker.service")
        step.again()
        until(day.all_stored)
    with Step("disk full: the window is stored and the fault over after there is room", fault=True) as step:
        now = time.time()
        filler = "/var/lib/carekiosk/filler"
        run("dd", "if=/dev/zero", f"of={filler}", "bs=1M", check=False)
        run("dd", "if=/dev/zero", f"of={filler}-2", "bs=1k", check=False)
        run("ip", "link", "set", "kiosk0", "down")  # so that what the disk refuses is not simply sent
        day.fill()
        day.visit()
        until(lambda: "outbox_not_writable" in logged("FaultRaised", now))
        os.remove(filler)
        os.remove(f"{filler}-2")
        run("ip", "link", "set", "kiosk0", "up")
        step.again()
        until(lambda: "outbox_not_writable" in logged("FaultCleared", now))
        until(day.all_stored)
    with Step("worker killed in a visit: ready again, and no device open", fault=True) as step:
        day.agree()
        before = worker()
        os.kill(before, signal.SIGKILL)
        step.again()
        until(lambda: is_ready() and worker() != before)
        until(screen_is_up)
        if open_devices():
            raise Missed(f"open: {open_devices()}")
    with Step("worker hangs in a visit: ended by the watchdog and ready again", fault=True) as step:
        day.agree()
        before = worker()
        os.kill(before, signal.SIGSTOP)
        step.again()
        until(lambda: worker() != before)
        step.note = f"ended after {time.monotonic() - step.began:.1f} s"
        until(lambda: is_ready() and worker() != before)
        until(screen_is_up)
    with Step("windows after the restarts"):
        day.fill()
        until(day.all_stored)


def lose_power():
    """Leaves a full window and half of the next in the outbox, and asks the host to pull the plug."""
    run("ip", "link", "set", "kiosk0", "down")
    day.fill()
    day.visit()
    day.visit()
    NOTES.write_text(json.dumps({"visits": day.visits}))
    os.sync()
    tells("start", language="en", app_version="rig")
    tells("consent", camera=True, microphone=True)
    tell(power="off")
    time.sleep(600)


def after_power():
    day.visits = json.loads(NOTES.read_text())["visits"]
    with Step("power pulled in a visit: from the kernel's start to ready", fault=True) as step:
        step.began = 0
        until(is_ready)
        until(screen_is_up)
        ready = int(property_of(EDGE, "ActiveEnterTimestampMonotonic")) / 1e6
        started = int(property_of(EDGE, "ExecMainStartTimestampMonotonic")) / 1e6
        step.note = f"systemd: ready {ready:.1f} s after the kernel's start, {ready - started:.1f} s after the worker's"
    with Step("after the power: no device is open"):
        if open_devices():
            raise Missed(f"open: {open_devices()}")
    with Step("after the power: the window that waited is stored", fault=True):
        until(lambda: stored()[0] == day.visits - day.visits % K)
    with Step("every visit is stored once") as step:
        while day.visits % K:
            day.visit()
        until(day.all_stored)
        visits, windows = stored()
        if [number for _, number in windows] != list(range(1, len(windows) + 1)):
            raise Missed(f"the windows are numbered {windows}")
        step.note = f"{visits} visits in {len(windows)} windows"


def main():
    run("aplay", "-q", "-D", "hw:Loopback,0", "/rig/speech.wav", check=False, timeout=60)
    speech = subprocess.Popen(["sh", "-c", "while aplay -q -D plughw:Loopback,0 /rig/speech.wav; do :; done"])
    try:
        if not NOTES.exists():
            tell(step="boot to the scenario", fault=False, seconds=round(time.monotonic(), 1), ok=True, note="")
            install()
            one_visit()
            doctor()
            faults()
            lose_power()
        after_power()
        tell(done=True)
    except Exception as error:  # the step has told the host; what the guest knows of it goes along
        tell(failed=f"{type(error).__name__}: {error}", journal=run(
            "journalctl", "-q", "-n", "60", "-o", "short-monotonic", "--no-hostname", check=False))
        return 1
    finally:
        speech.kill()
    return 0


sys.exit(main())
