// A webcam as the kernel's uvcvideo driver meets many: USB Video Class 1.1 over a bulk endpoint, pictures only as JPEG and
// without Huffman tables, automatic exposure off until it is set, 50 Hz until it is told otherwise, and now and then a picture
// that is cut in half. Plugged in while it runs, by the kernel's raw gadget on a dummy host controller (modules raw_gadget and
// dummy_hcd).
//
//   usb_camera PICTURE.jpg SETTINGS
//
// SETTINGS is written anew at each change: a line for each setting that the host made, with what it was set to.
#include <errno.h>
#include <fcntl.h>
#include <linux/usb/ch9.h>
#include <linux/usb/raw_gadget.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { payload = 4096, header = 2, packet = 512 }; // raw_gadget takes no more than a page at once
enum { damaged_every = 5 };
enum { get = 0x80, set_cur = 0x01, get_cur = 0x81, get_min = 0x82, get_max = 0x83, get_res = 0x84, get_len = 0x85, get_info = 0x86, get_def = 0x87 };

#define LE16(value) (uint8_t)((value) & 0xff), (uint8_t)((value) >> 8)
#define LE32(value) LE16((value) & 0xffff), LE16((uint32_t)(value) >> 16)

static const uint8_t device[] = {18, 1, LE16(0x200), 0xef, 2, 1, 64, LE16(0x1209), LE16(0x0001), LE16(0x100), 1, 2, 3, 1};
static const uint8_t qualifier[] = {10, 6, LE16(0x200), 0xef, 2, 1, 64, 1, 0};
static const uint8_t configuration[] = {
    9, 2, LE16(9 + 8 + 9 + 52 + 9 + 65 + 7), 2, 1, 0, 0x80, 50,
    8, 11, 0, 2, 0x0e, 3, 0, 0,                                        // interfaces 0 and 1 are one camera
    9, 4, 0, 0, 0, 0x0e, 1, 0, 0,                                      // video control
    13, 0x24, 1, LE16(0x110), LE16(52), LE32(48000000), 1, 1,
    18, 0x24, 2, 1, LE16(0x201), 0, 0, LE16(0), LE16(0), LE16(0), 3, 0x06, 0, 0, // lens: exposure mode and priority
    12, 0x24, 5, 2, 1, LE16(0), 2, 0x00, 0x05, 0, 0,                   // processing: backlight and power line
    9, 0x24, 3, 3, LE16(0x101), 0, 2, 0,
    9, 4, 1, 0, 1, 0x0e, 2, 0, 0,                                      // video streaming
    14, 0x24, 1, 1, LE16(65), 0x81, 0, 3, 0, 0, 0, 1, 0,
    11, 0x24, 6, 1, 1, 1, 1, 0, 0, 0, 0,                               // Motion JPEG
    34, 0x24, 7, 1, 0, LE16(640), LE16(480), LE32(9216000), LE32(147456000), LE32(614400), LE32(333333), 2, LE32(333333), LE32(1000000),
    6, 0x24, 13, 1, 1, 4,
    7, 5, 0x81, 2, LE16(packet), 0,
};

// Of the lens and the processing unit: as large as the host asks, what it is, and the least, the most and the step.
static struct setting {
    const char *name;
    uint8_t entity, selector, size;
    uint16_t value, least, most, step;
} settings[] = {
    {"exposure", 1, 0x02, 1, 1, 1, 8, 1 | 8}, // its step is the set of modes there are: manual, and automatic time
    {"exposure_priority", 1, 0x03, 1, 1, 0, 1, 1},
    {"backlight", 2, 0x01, 2, 0, 0, 2, 1},
    {"power_line", 2, 0x05, 1, 1, 0, 2, 1},
};
enum { count = sizeof settings / sizeof *settings };

static struct { struct usb_raw_ep_io io; uint8_t bytes[payload]; } ep0, bulk;
static uint8_t stream[34] = {LE16(1), 1, 1, LE32(333333), LE16(0), LE16(0), LE16(0), LE16(0), LE16(0), LE32(614400), LE32(payload), LE32(48000000), 0, 0, 0, 0};
static uint8_t picture[1 << 20];
static size_t picture_length;
static int usb, endpoint;
static const char *told;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int answer(const void *bytes, size_t length, size_t wanted) {
    ep0.io.length = length < wanted ? length : wanted;
    memcpy(ep0.bytes, bytes, ep0.io.length);
    return ioctl(usb, USB_RAW_IOCTL_EP0_WRITE, &ep0);
}

static int take(size_t length) {
    ep0.io.length = length;
    return ioctl(usb, USB_RAW_IOCTL_EP0_READ, &ep0);
}

static int stall(void) { return ioctl(usb, USB_RAW_IOCTL_EP0_STALL, 0); }

static void tell(void) {
    char next[256];
    snprintf(next, sizeof next, "%s.next", told);
    FILE *file = fopen(next, "w");
    for (int i = 0; file && i < count; i++) fprintf(file, "%s %d\n", settings[i].name, settings[i].value);
    if (!file || fclose(file) || rename(next, told)) fail(told);
}

// Every picture as payloads of a header and a part; the last has the end bit, and the first bit turns with each picture.
static void *give_pictures(void *unused) {
    (void)unused;
    uint8_t turn = 0;
    for (unsigned number = 1;; number++, turn ^= 1) {
        const size_t whole = number % damaged_every ? picture_length : picture_length / 2;
        for (size_t at = 0; at < whole;) {
            const size_t part = whole - at < payload - header ? whole - at : payload - header;
            bulk.bytes[0] = header;
            bulk.bytes[1] = 0x80 | turn | (at + part == whole ? 2 : 0);
            memcpy(bulk.bytes + header, picture + at, part);
            bulk.io = (struct usb_raw_ep_io){.ep = endpoint, .length = part + header};
            if (bulk.io.length % packet == 0 && bulk.io.length < payload) bulk.io.flags = USB_RAW_IO_FLAGS_ZERO;
            if (ioctl(usb, USB_RAW_IOCTL_EP_WRITE, &bulk) < 0) usleep(1000); // nobody looks: the picture is gone
            at += part;
        }
        usleep(*(uint32_t *)(stream + 4) / 10);
    }
    return 0;
}

static int configure(void) {
    static pthread_t thread;
    struct usb_endpoint_descriptor descriptor = {
        .bLength = 7, .bDescriptorType = 5, .bEndpointAddress = 0x81, .bmAttributes = 2, .wMaxPacketSize = packet};
    if (!thread) {
        endpoint = ioctl(usb, USB_RAW_IOCTL_EP_ENABLE, &descriptor);
        if (endpoint < 0) fail("endpoint");
        ioctl(usb, USB_RAW_IOCTL_VBUS_DRAW, 50);
        if (ioctl(usb, USB_RAW_IOCTL_CONFIGURE, 0) < 0) fail("configure");
        pthread_create(&thread, 0, give_pictures, 0);
    }
    return take(0);
}

static int standard(const struct usb_ctrlrequest *asked) {
    static const char *const names[] = {"", "CareKiosk", "Rig camera", "0001"};
    const uint8_t index = asked->wValue & 0xff;
    uint8_t text[64] = {4, 3, LE16(0x409)};
    switch (asked->bRequest << 8 | (asked->bRequest == USB_REQ_GET_DESCRIPTOR ? asked->wValue >> 8 : 0)) {
    case USB_REQ_GET_DESCRIPTOR << 8 | 1: return answer(device, sizeof device, asked->wLength);
    case USB_REQ_GET_DESCRIPTOR << 8 | 2: return answer(configuration, sizeof configuration, asked->wLength);
    case USB_REQ_GET_DESCRIPTOR << 8 | 6: return answer(qualifier, sizeof qualifier, asked->wLength);
    case USB_REQ_GET_DESCRIPTOR << 8 | 3:
        if (index >= sizeof names / sizeof *names) return stall();
        for (size_t i = 0; index && i <= strlen(names[index]); i++) {
            text[2 + 2 * i] = (uint8_t)names[index][i];
            text[3 + 2 * i] = 0;
            text[0] = (uint8_t)(2 + 2 * i);
        }
        return answer(text, text[0], asked->wLength);
    case USB_REQ_SET_CONFIGURATION << 8: return configure();
    case USB_REQ_SET_INTERFACE << 8: return take(0);
    default: return stall();
    }
}

static int of_class(const struct usb_ctrlrequest *asked) {
    const uint8_t request = asked->bRequest, selector = asked->wValue >> 8, entity = asked->wIndex >> 8;
    if ((asked->wIndex & 0xff) == 1) { // probe and commit of the stream: there is one way to look
        if (request == set_cur) {
            const int length = take(asked->wLength);
            if (length >= 8) memcpy(stream + 4, ep0.bytes + 4, 4); // the time from picture to picture
            return length;
        }
        const uint8_t length[] = {sizeof stream, 0}, info = 3;
        return request == get_len ? answer(length, 2, asked->wLength) : request == get_info ? answer(&info, 1, asked->wLength)
            : answer(stream, sizeof stream, asked->wLength);
    }
    for (struct setting *one = settings; one < settings + count; one++) {
        if (one->entity != entity || one->selector != selector) continue;
        const uint8_t info = 3, length[] = {one->size, 0};
        switch (request) {
        case set_cur:
            if (take(asked->wLength) < 1) return -1;
            one->value = ep0.bytes[0];
            tell();
            return 0;
        case get_info: return answer(&info, 1, asked->wLength);
        case get_len: return answer(length, 2, asked->wLength);
        default: {
            const uint16_t value = request == get_cur ? one->value : request == get_min ? one->least
                : request == get_max ? one->most : request == get_res ? one->step : one->least;
            const uint8_t bytes[] = {LE16(value)};
            return answer(bytes, one->size, asked->wLength);
        }
        }
    }
    return stall();
}

int main(int arguments, char **argument) {
    if (arguments != 3) {
        fputs("usb_camera PICTURE.jpg SETTINGS\n", stderr);
        return 2;
    }
    FILE *file = fopen(argument[1], "rb");
    if (!file || !(picture_length = fread(picture, 1, sizeof picture, file))) fail(argument[1]);
    told = argument[2];
    tell();
    usb = open("/dev/raw-gadget", O_RDWR);
    struct usb_raw_init plug = {.driver_name = "dummy_udc", .device_name = "dummy_udc.0", .speed = USB_SPEED_HIGH};
    if (usb < 0 || ioctl(usb, USB_RAW_IOCTL_INIT, &plug) < 0 || ioctl(usb, USB_RAW_IOCTL_RUN, 0) < 0) fail("raw gadget");
    for (;;) {
        struct { struct usb_raw_event event; struct usb_ctrlrequest asked; } next = {{0, sizeof next.asked}, {0}};
        if (ioctl(usb, USB_RAW_IOCTL_EVENT_FETCH, &next) < 0) {
            if (errno == EINTR) continue;
            fail("event");
        }
        if (next.event.type != USB_RAW_EVENT_CONTROL) continue;
        const int done = (next.asked.bRequestType & USB_TYPE_MASK) == USB_TYPE_CLASS ? of_class(&next.asked) : standard(&next.asked);
        if (done < 0) fprintf(stderr, "request %02x %02x: %s\n", next.asked.bRequestType, next.asked.bRequest, strerror(errno));
    }
}
