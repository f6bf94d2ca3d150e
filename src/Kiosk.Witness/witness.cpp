// The privacy witness: watches from outside of the worker when a camera or a microphone of this box is open, by whomever,
// and how many bytes leave the box. It sees no picture and hears no sound: inotify tells that a device was opened or
// closed, and its unit lets it open none. docs/adr/0012-privacy-witness.md says why it is built so.
//
//   carekiosk-witness [--dev DIR] [--claim FILE] [--report FILE] [--net FILE] [--journal SOCKET]
//
// The claim is what the worker says of itself ("camera 0\nmicrophone 1\n"); the report is what the worker shows on the
// screen and tells the console. A device that is open while the worker claims otherwise is told to the journal as well,
// past the worker.

#include <cerrno>
#include <cinttypes>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

// Opening a device takes a while, and so does closing it; what differs no longer than this is no lie. As long after a device
// has come nobody is suspected who opens it for an instant: udev looks at each of a camera's devices when it is plugged in.
constexpr double grace_seconds = 2;
// Somebody who opens a device only for an instant, again and again, stays below that; the same one more often in a minute is
// a lie too.
constexpr int brief_opens_a_minute = 3;
constexpr double look_every_seconds = 0.5;
constexpr double report_every_seconds = 10;
constexpr double sum_up_every_seconds = 3600;
constexpr int max_devices = 64;

struct Event {
    const char *name;
    int number;
    const char *message_id;
    int priority;
};

// As in src/Kiosk.Systemd/carekiosk.catalog; a test holds them together.
constexpr Event started{"WitnessStarted", 1900, "5ceac0d91fc540629315a4c0fab838a2", 6};
constexpr Event contradicts{"WitnessContradicts", 1901, "b4077e3835ec486eaa9e580e69a3a72b", 3};
constexpr Event agrees{"WitnessAgrees", 1902, "3a7e9f2ec15c493fbf56868fea2f61b9", 6};
constexpr Event blind{"WitnessBlind", 1903, "d52383c5efa94449b49133df17fbf792", 4};
constexpr Event summed_up{"WitnessSummedUp", 1904, "48215c4ff4aa4341b94e2adc5b49c60f", 6};

struct Paths {
    const char *dev = "/dev";
    const char *claim = "/run/carekiosk/sensors";
    const char *report = "/run/carekiosk-witness/witness.json";
    const char *net = "/proc/net/dev";
    const char *journal = "/run/systemd/journal/socket";
};

enum Kind { camera, microphone, kinds };
constexpr const char *kind_names[kinds] = {"camera", "microphone"};

struct Device {
    char name[32]; // empty for a free place
    Kind kind;
    double known_since;
    int opens;           // how often it is open now
    int unclaimed_opens; // in this minute
};

struct Sense {
    int devices = 0;
    bool open = false;
    bool claimed = false;
    double open_seconds = 0;      // since the start, all together
    double differs_seconds = 0;   // at a stretch: open, and claimed to be closed
    double unclaimed_seconds = 0; // since the start, beyond the grace
    bool assumed = false;         // a device was open before the start, as the worker says
    bool contradicts = false;
};

Paths paths;
Device devices[max_devices];
Sense senses[kinds];
int notify = -1;
int dev_watch = -1;
int snd_watch = -1;
bool complete = true;
volatile sig_atomic_t ending = 0;

double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

bool send_to(const char *path, const char *bytes, size_t length, int flags = 0) {
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    socklen_t size = sizeof address;
    if (path[0] == '@') { // systemd's way to write an abstract name
        address.sun_path[0] = '\0';
        size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + strlen(path));
    }
    const bool sent = socket >= 0 && sendto(socket, bytes, length, MSG_NOSIGNAL | flags, reinterpret_cast<sockaddr *>(&address), size) >= 0;
    const int error = errno;
    if (socket >= 0) {
        close(socket);
    }
    errno = error;
    return sent;
}

// https://systemd.io/JOURNAL_NATIVE_PROTOCOL/
void log(const Event &event, const char *message) {
    char fields[1024];
    const int length = snprintf(fields, sizeof fields,
        "MESSAGE=%s\nPRIORITY=%d\nMESSAGE_ID=%s\nCAREKIOSK_EVENT=%s\nSYSLOG_IDENTIFIER=carekiosk-witness\n",
        message, event.priority, event.message_id, event.name);
    // A journal that does not read must not keep the witness from watching; standard error is the journal's as well.
    if (length < 0 || (!send_to(paths.journal, fields, static_cast<size_t>(length), MSG_DONTWAIT) && errno != EAGAIN)) {
        fprintf(stderr, "%s[%d] %s\n", event.name, event.number, message);
    }
}

void tell_systemd(const char *state) {
    if (const char *socket = getenv("NOTIFY_SOCKET")) {
        send_to(socket, state, strlen(state));
    }
}

bool has(const char *name, const char *beginning) { return strncmp(name, beginning, strlen(beginning)) == 0; }

// /dev/video0 and its like give pictures, /dev/snd/pcmC0D0c and its like (c for capture) sound.
bool is_sensor(const char *name, bool in_snd, Kind &kind) {
    kind = in_snd ? microphone : camera;
    return in_snd ? has(name, "pcmC") && name[strlen(name) - 1] == 'c' : has(name, "video");
}

Device *known(const char *name, Kind kind) {
    for (Device &device : devices) {
        if (device.kind == kind && strcmp(device.name, name) == 0) {
            return &device;
        }
    }
    return nullptr;
}

Device *know(const char *name, bool in_snd) {
    Kind kind;
    if (!is_sensor(name, in_snd, kind) || strlen(name) >= sizeof(Device::name)) {
        return nullptr;
    }
    if (Device *device = known(name, kind)) {
        return device;
    }
    for (Device &device : devices) {
        if (device.name[0] == '\0') {
            device = {"", kind, now(), 0, 0};
            snprintf(device.name, sizeof device.name, "%s", name);
            senses[kind].devices++;
            return &device;
        }
    }
    complete = false;
    log(blind, "There are more devices than can be watched.");
    return nullptr;
}

// The folder tells of its devices. Watching a device itself asks for the right to read it, which the unit's device filter
// refuses, as it should. Of a device that is gone, and may have been open, it tells no more.
void watch_folder(bool in_snd) {
    char path[512], message[640];
    snprintf(path, sizeof path, "%s%s", paths.dev, in_snd ? "/snd" : "");
    const int watch = inotify_add_watch(notify, path, IN_CREATE | IN_DELETE | IN_OPEN | IN_CLOSE | IN_EXCL_UNLINK | IN_ONLYDIR);
    (in_snd ? snd_watch : dev_watch) = watch;
    if (watch < 0 && errno != ENOENT) {
        complete = false;
        snprintf(message, sizeof message, "%s can't be watched: %s.", path, strerror(errno));
        log(blind, message);
    }
    if (DIR *folder = opendir(path)) {
        while (const dirent *entry = readdir(folder)) {
            know(entry->d_name, in_snd);
        }
        closedir(folder);
    }
}

void take(const inotify_event &event) {
    if (event.mask & IN_Q_OVERFLOW) {
        complete = false;
        log(blind, "More happened to the devices than could be noted.");
        return;
    }
    const bool in_snd = event.wd == snd_watch;
    const char *name = event.len > 0 ? event.name : "";
    if (!in_snd && (event.mask & IN_CREATE) && strcmp(name, "snd") == 0) {
        watch_folder(true);
        return;
    }
    Device *device = know(name, in_snd);
    if (device == nullptr) {
        return;
    }
    if (event.mask & IN_OPEN) {
        device->opens++;
        device->unclaimed_opens += !senses[device->kind].claimed && now() - device->known_since > grace_seconds ? 1 : 0;
    } else if (event.mask & IN_CLOSE) {
        if (device->opens > 0) {
            device->opens--;
        } else {
            senses[device->kind].assumed = false; // opened before the start: this was it
        }
    } else if (event.mask & IN_DELETE) {
        senses[device->kind].devices--;
        *device = {};
    }
}

void read_events() {
    alignas(inotify_event) char bytes[8192];
    ssize_t length;
    while ((length = read(notify, bytes, sizeof bytes)) > 0) {
        for (ssize_t at = 0; at < length;) {
            const auto *event = reinterpret_cast<const inotify_event *>(bytes + at);
            take(*event);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
        }
    }
}

// Without a claim the worker does not run, and nothing may be open.
void read_claim() {
    for (Sense &sense : senses) {
        sense.claimed = false;
    }
    if (FILE *file = fopen(paths.claim, "re")) {
        char name[32];
        int open;
        while (fscanf(file, "%31s %d", name, &open) == 2) {
            for (int kind = 0; kind < kinds; kind++) {
                senses[kind].claimed |= open != 0 && strcmp(name, kind_names[kind]) == 0;
            }
        }
        fclose(file);
    }
    for (Sense &sense : senses) {
        sense.assumed &= sense.claimed;
    }
}

// Bytes sent by all network devices but the loopback (proc_net_dev: the ninth figure behind the colon).
uint64_t sent_bytes() {
    uint64_t sum = 0;
    if (FILE *file = fopen(paths.net, "re")) {
        char line[512];
        while (fgets(line, sizeof line, file) != nullptr) {
            char name[64];
            uint64_t sent;
            if (sscanf(line, " %63[^:]: %*u %*u %*u %*u %*u %*u %*u %*u %" SCNu64, name, &sent) == 2 && strcmp(name, "lo") != 0) {
                sum += sent;
            }
        }
        fclose(file);
    }
    return sum;
}

void compare(Sense &sense, Kind kind, double passed) {
    sense.open = sense.assumed;
    bool often = false;
    for (const Device &device : devices) {
        if (device.name[0] != '\0' && device.kind == kind) {
            sense.open |= device.opens > 0;
            often |= device.unclaimed_opens > brief_opens_a_minute;
        }
    }
    sense.open_seconds += sense.open ? passed : 0;
    const bool differs = sense.open && !sense.claimed;
    sense.differs_seconds = differs ? sense.differs_seconds + passed : 0;
    const bool contradicts_now = sense.differs_seconds > grace_seconds || often;
    sense.unclaimed_seconds += differs && contradicts_now ? passed : 0;
    if (contradicts_now == sense.contradicts) {
        return;
    }
    sense.contradicts = contradicts_now;
    char message[256];
    if (contradicts_now) {
        snprintf(message, sizeof message, "The %s is open while the worker says that it is closed.", kind_names[kind]);
        log(contradicts, message);
    } else {
        snprintf(message, sizeof message, "The %s is as the worker says again.", kind_names[kind]);
        log(agrees, message);
    }
}

void write_report(double seconds, uint64_t sent) {
    char next[512];
    snprintf(next, sizeof next, "%s.next", paths.report);
    FILE *file = fopen(next, "we");
    if (file == nullptr) {
        return;
    }
    fprintf(file, "{\"version\":1,\"seconds\":%.0f,\"complete\":%s", seconds, complete ? "true" : "false");
    for (int kind = 0; kind < kinds; kind++) {
        const Sense &sense = senses[kind];
        fprintf(file, ",\"%s\":{\"devices\":%d,\"open\":%s,\"open_seconds\":%.0f,\"contradicts\":%s,\"unclaimed_seconds\":%.0f}",
            kind_names[kind], sense.devices, sense.open ? "true" : "false", sense.open_seconds,
            sense.contradicts ? "true" : "false", sense.unclaimed_seconds);
    }
    fprintf(file, ",\"sent_bytes\":%" PRIu64 "}\n", sent);
    if (fclose(file) == 0) {
        rename(next, paths.report);
    }
}

void end(int) { ending = 1; }

} // namespace

int main(int count, char **arguments) {
    for (int i = 1; i + 1 < count; i += 2) {
        const char *name = arguments[i], *value = arguments[i + 1];
        if (strcmp(name, "--dev") == 0) paths.dev = value;
        else if (strcmp(name, "--claim") == 0) paths.claim = value;
        else if (strcmp(name, "--report") == 0) paths.report = value;
        else if (strcmp(name, "--net") == 0) paths.net = value;
        else if (strcmp(name, "--journal") == 0) paths.journal = value;
        else count = 0;
    }
    if (count % 2 == 0) {
        fputs("carekiosk-witness [--dev DIR] [--claim FILE] [--report FILE] [--net FILE] [--journal SOCKET]\n", stderr);
        return 2;
    }

    struct sigaction action {};
    action.sa_handler = end;
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGINT, &action, nullptr);

    notify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (notify < 0) {
        perror("carekiosk-witness: inotify");
        return 1;
    }
    read_claim();
    watch_folder(false);
    watch_folder(true);
    for (Sense &sense : senses) {
        // Whoever starts after the worker takes its word for what is open already. Which of its devices that is, nobody
        // knows: a camera may have several, of which one gives the pictures.
        sense.assumed = sense.claimed && sense.devices > 0;
    }
    const double began = now();
    const uint64_t sent_before = sent_bytes();
    char message[320];
    snprintf(message, sizeof message, "Watching %d camera devices and %d microphone devices.", senses[camera].devices,
        senses[microphone].devices);
    log(started, message);
    write_report(0, 0);
    tell_systemd("READY=1\nSTATUS=Watching");

    double last = began, reported = began, summed = began, minute = began;
    bool were[kinds][2] = {};
    int there[kinds] = {senses[camera].devices, senses[microphone].devices};
    while (!ending) {
        pollfd waiting{notify, POLLIN, 0};
        poll(&waiting, 1, static_cast<int>(look_every_seconds * 1000));
        read_claim(); // before the events: the worker claims before it opens
        read_events();
        const double at = now(), passed = at - last;
        last = at;
        if (at - minute > 60) {
            minute = at;
            for (Device &device : devices) {
                device.unclaimed_opens = 0;
            }
        }
        bool changed = false;
        for (int kind = 0; kind < kinds; kind++) {
            Sense &sense = senses[kind];
            compare(sense, static_cast<Kind>(kind), passed);
            changed |= sense.open != were[kind][0] || sense.contradicts != were[kind][1] || sense.devices != there[kind];
            there[kind] = sense.devices;
            were[kind][0] = sense.open;
            were[kind][1] = sense.contradicts;
        }
        if (changed || at - reported > report_every_seconds) {
            reported = at;
            write_report(at - began, sent_bytes() - sent_before);
        }
        if (at - summed > sum_up_every_seconds) {
            summed = at;
            snprintf(message, sizeof message,
                "In %.0f h the camera was open %.0f s and the microphone %.0f s, and %.1f MB left the box.", (at - began) / 3600,
                senses[camera].open_seconds, senses[microphone].open_seconds,
                static_cast<double>(sent_bytes() - sent_before) / 1e6);
            log(summed_up, message);
        }
    }
    tell_systemd("STOPPING=1");
    return 0;
}
