"""What every scenario of the rig needs: steps that are awaited and timed, the worker seen from outside, the kiosk app's calls,
the fleet's database, and a count of what the cloud must know. What it finds is told to the machine that runs the rig, one JSON
object a line."""

import glob
import http.client
import json
import os
import pathlib
import queue
import signal
import sqlite3
import subprocess
import threading
import time

ASKED = pathlib.Path("/rig/patience")
PATIENCE = int(ASKED.read_text()) if ASKED.exists() else 180  # seconds for a step; emulation is about ten times as slow as a kiosk
LIMIT = float(os.environ.get("RIG_RECOVERY", "inf"))  # seconds in which everything must be well again after a fault
EDGE = "carekiosk-edge.service"
DEVICES = ("/dev/video", "/dev/snd/pcm")
FLEET = "/var/lib/private/carekiosk-cloud/fleet.db"
NOTES = pathlib.Path("/var/lib/rig.json")
K = 5  # visits in a window

host = open(os.environ.get("RIG_TOLD", "/dev/ttyS1"), "a", buffering=1)


def tell(**line):
    host.write(json.dumps(line) + "\n")


def run(*command, check=True, timeout=300, errors=False):
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-600:]}")
    return done.stdout + done.stderr if errors else done.stdout


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


def starved():
    """Seconds since the start of the machine in which somebody waited for a processor; None where the kernel does not tell."""
    try:
        return int(pathlib.Path("/proc/pressure/cpu").read_text().split("total=")[1].split()[0]) / 1e6
    except OSError:
        return None


class Step:
    """Times what it encloses and tells the host."""

    def __init__(self, name, fault=False):
        self.name, self.fault, self.note = name, fault, ""

    def __enter__(self):
        self.again()
        return self

    def again(self):
        """The time begins here: what came before was making the fault."""
        self.began, self.starved = time.monotonic(), starved()

    def __exit__(self, kind, error, trace):
        seconds = time.monotonic() - self.began
        late = kind is None and self.fault and seconds > LIMIT
        if late and self.starved is not None and (share := (starved() - self.starved) / seconds) > 0.5 and seconds < 3 * LIMIT:
            late, self.note = False, f"{self.note}; the machine is too busy to tell: {share:.0%} of the time somebody waited for a processor"
        tell(step=self.name, fault=self.fault, seconds=round(seconds, 1), ok=kind is None and not late,
             note=f"more than {LIMIT:.0f} s" if late else self.note if kind is None else str(error))
        if late:
            raise Missed(f"{self.name}: {seconds:.1f} s")
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

    def agree(self, until_open):
        """A visit with both sensors open."""
        tells("start", language="en", app_version="rig")
        tells("consent", camera=True, microphone=True)
        until(until_open)

    def all_stored(self):
        return stored()[0] == self.visits - self.visits % K


day = Day()


def install():
    with Step("both packages installed"):
        run("dpkg", "--force-unsafe-io", "-i", *glob.glob("/rig/*.deb"))
        os.sync()
    with Step("units, users, folders and native libraries of the packages"):
        units = [unit for package in ("edge", "cloud") for unit in run("dpkg", "-L", f"carekiosk-{package}").split() if unit.endswith(".service")]
        wrong = [line for line in run("systemd-analyze", "verify", "--man=no", *units, check=False, errors=True).splitlines()
                 if "carekiosk" in line and not ("carekiosk-screen" in line and "not executable" in line)]  # cage and chromium are only suggested
        for user in ("carekiosk", "carekiosk-witness", "carekiosk-screen"):
            run("id", user)
        libraries = glob.glob("/usr/lib/carekiosk/*/runtimes/*/native/*.so*")
        wrong += [f"{library}: {line.strip()}" for library in libraries for line in run("ldd", library, check=False, errors=True).splitlines()
                  if "not found" in line or "not a dynamic" in line]
        if wrong or not units or not libraries:
            raise Missed("; ".join(wrong) or "there are none")
    with Step("settings written, broker, cloud and worker ready") as step:
        settings = json.loads(pathlib.Path("/rig/edge.json").read_text())
        if "Panel" in settings:  # a board may have chips of its own before the housing's
            settings["Panel"]["Chip"] = int(os.readlink("/run/housing").rsplit("gpiochip", 1)[1])
        pathlib.Path("/etc/carekiosk/edge.json").write_text(json.dumps(settings))
        broker = pathlib.Path("/etc/carekiosk/broker.conf")
        broker.write_text(broker.read_text().replace("listener 1883 127.0.0.1", "listener 1883"))
        for unit in ("carekiosk-broker", "carekiosk-cloud"):
            drop_in = pathlib.Path(f"/etc/systemd/system/{unit}.service.d/rig.conf")
            drop_in.parent.mkdir(parents=True, exist_ok=True)
            drop_in.write_text("[Unit]\nAfter=rig-devices.service\n[Service]\nNetworkNamespacePath=/run/netns/fleet\nTimeoutStartSec=300\n")
        if LIMIT == float("inf"):  # emulation is slow
            drop_in = pathlib.Path(f"/etc/systemd/system/{EDGE}.d/rig.conf")
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


# The faults that a machine of any kind can have.

def away(what, off, on, seconds=20):
    """A part of the way to the cloud is away, and a window is closed meanwhile."""
    with Step(f"{what} for {seconds} s: its window is stored after it is back", fault=True) as step:
        off()
        began = time.monotonic()
        day.fill()
        time.sleep(max(0, seconds - (time.monotonic() - began)))
        step.again()
        on()
        until(day.all_stored)


def network(up):
    run("ip", "link", "set", "kiosk0", "up" if up else "down")


def fleet_away(seconds=int(os.environ.get("RIG_AWAY", "20"))):
    broker, cloud = "carekiosk-broker.service", "carekiosk-cloud.service"
    away("network cut", lambda: network(False), lambda: network(True), seconds)
    away("broker stopped", lambda: run("systemctl", "stop", broker), lambda: run("systemctl", "start", broker), seconds)
    away("cloud stopped", lambda: run("systemctl", "stop", cloud), lambda: run("systemctl", "start", cloud), seconds)
    away("broker and cloud stopped", lambda: run("systemctl", "stop", broker, cloud),
         lambda: run("systemctl", "start", broker, cloud), seconds)
    with Step("broker and cloud killed in the last visit of a window: it is stored", fault=True) as step:
        while day.visits % K != K - 1:
            day.visit()
        step.again()
        run("systemctl", "kill", "-s", "KILL", broker, cloud)
        day.visit()
        until(day.all_stored)


def disk_full():
    with Step("disk full: the window is stored and the fault over after there is room", fault=True) as step:
        now = time.time()
        filler = "/var/lib/carekiosk/filler"
        run("dd", "if=/dev/zero", f"of={filler}", "bs=1M", check=False)
        run("dd", "if=/dev/zero", f"of={filler}-2", "bs=1k", check=False)
        network(False)  # so that what the disk refuses is not simply sent
        day.fill()
        day.visit()
        until(lambda: "outbox_not_writable" in logged("FaultRaised", now))
        step.again()
        os.remove(filler)
        os.remove(f"{filler}-2")
        network(True)
        until(lambda: "outbox_not_writable" in logged("FaultCleared", now))
        until(day.all_stored)


def killed(until_open):
    with Step("worker killed in a visit: ready again, and no device open", fault=True) as step:
        day.agree(until_open)
        before = worker()
        step.again()
        os.kill(before, signal.SIGKILL)
        until(lambda: is_ready() and worker() != before)
        until(screen_is_up)
        if open_devices():
            raise Missed(f"open: {open_devices()}")


def hangs(until_open, later=0):
    """The watchdog's time begins with the last sign of life, so when a hang begins matters."""
    with Step("worker hangs in a visit: ended by the watchdog and ready again", fault=True) as step:
        day.agree(until_open)
        time.sleep(later)
        before = worker()
        step.again()
        os.kill(before, signal.SIGSTOP)
        until(lambda: worker() != before)
        ended = time.monotonic() - step.began
        until(lambda: is_ready() and worker() != before)
        until(screen_is_up)
        step.note = f"ended after {ended:.1f} s"


def restarted():
    with Step("windows after the restarts"):
        day.fill()
        until(day.all_stored)


def lose_power():
    """Leaves a full window and half of the next in the outbox, and asks for its plug to be pulled."""
    network(False)
    day.fill()
    day.visit()
    day.visit()
    with NOTES.open("w") as notes:  # nothing but this is made sure of
        notes.write(json.dumps({"visits": day.visits}))
        notes.flush()
        os.fsync(notes.fileno())
    tells("start", language="en", app_version="rig")
    tells("consent", camera=True, microphone=True)
    tell(power="off")
    time.sleep(600)


def after_power(start=0.0):
    """After a start that was at this time of the monotonic clock."""
    day.visits = json.loads(NOTES.read_text())["visits"]
    with Step("power pulled in a visit: from the machine's start to ready", fault=True) as step:
        step.began = start
        until(is_ready)
        until(screen_is_up)
        ready = int(property_of(EDGE, "ActiveEnterTimestampMonotonic")) / 1e6
        started = int(property_of(EDGE, "ExecMainStartTimestampMonotonic")) / 1e6
        step.note = f"systemd: ready after {ready - start:.1f} s, {ready - started:.1f} s after the worker's start"
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


def lead(first, second):
    """Runs the part before the power is pulled, or the one behind it; tells what it missed, with the journal."""
    try:
        if not NOTES.exists():
            first()
        if NOTES.exists():
            second()
        tell(done=True)
        return 0
    except Exception as error:  # the step has told it; what the machine knows of it goes along
        tell(failed=f"{type(error).__name__}: {error}", journal=run(
            "journalctl", "-q", "-n", "60", "-o", "short-monotonic", "--no-hostname", check=False))
        return 1
