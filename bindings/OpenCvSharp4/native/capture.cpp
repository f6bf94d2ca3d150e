// cv::VideoCapture as bindings/OpenCvSharp4 uses it. Cameras of Video4Linux are read here, by the kernel's own interface
// (https://docs.kernel.org/userspace-api/media/v4l/v4l2.html), because OpenCV's videoio maps FFmpeg, GStreamer, GDAL and
// Poppler: 67 MB of memory that a kiosk's camera does not need. Everything else, and the decoding of JPEG for cameras
// that give nothing else, is OpenCV's in libOpenCvSharpMedia, which is loaded when it is first needed.

#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <opencv2/imgproc.hpp>

#include "shim.hpp"

namespace {

// cv::VideoCaptureAPIs and cv::VideoCaptureProperties, whose header belongs to videoio.
constexpr int api_v4l2 = 200;
constexpr int frame_width = 3, frame_height = 4, fps = 5, fourcc = 6, convert_rgb = 16, buffer_size = 38;
constexpr int imread_color = 1;

// OpenCV's own setting and default.
constexpr const char *timeout_variable = "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT";
constexpr int default_timeout_seconds = 10;

constexpr unsigned max_buffers = 8;
constexpr unsigned default_buffers = 4;

// libOpenCvSharpMedia, beside this library.
struct Media {
    const Failure *(*capture_new)(void **);
    const Failure *(*capture_delete)(void *);
    const Failure *(*capture_open_file)(void *, const char *, int32_t, int32_t *);
    const Failure *(*capture_open_device)(void *, int32_t, int32_t, int32_t *);
    const Failure *(*capture_is_opened)(const void *, int32_t *);
    const Failure *(*capture_release)(void *);
    const Failure *(*capture_grab)(void *, int32_t *);
    const Failure *(*capture_retrieve)(void *, cv::Mat *, int32_t, int32_t *);
    const Failure *(*capture_read)(void *, cv::Mat *, int32_t *);
    const Failure *(*capture_get)(const void *, int32_t, double *);
    const Failure *(*capture_set)(void *, int32_t, double, int32_t *);
    const Failure *(*imgcodecs_decode)(const uint8_t *, int32_t, int32_t, cv::Mat *);

    Media() {
        Dl_info self;
        dladdr(reinterpret_cast<const void *>(&api_v4l2), &self);
        std::string path = self.dli_fname;
        path = path.substr(0, path.rfind('/') + 1) + "libOpenCvSharpMedia.so";
        void *library = dlopen(path.c_str(), RTLD_NOW);
        if (library == nullptr) {
            throw std::runtime_error("OpenCV can't be loaded: install Debian's libopencv-imgcodecs406 and libopencv-videoio406 "
                "(Debian 13: 410), or build again for this machine (" + std::string(dlerror()) + ").");
        }
        find(library, "media_new", capture_new);
        find(library, "media_delete", capture_delete);
        find(library, "media_open_file", capture_open_file);
        find(library, "media_open_device", capture_open_device);
        find(library, "media_is_opened", capture_is_opened);
        find(library, "media_release", capture_release);
        find(library, "media_grab", capture_grab);
        find(library, "media_retrieve", capture_retrieve);
        find(library, "media_read", capture_read);
        find(library, "media_get", capture_get);
        find(library, "media_set", capture_set);
        find(library, "imgcodecs_decode", imgcodecs_decode);
    }

    static Media &loaded() {
        static Media media;
        return media;
    }

  private:
    template <typename Function> static void find(void *library, const char *name, Function &function) {
        function = reinterpret_cast<Function>(dlsym(library, name));
        if (function == nullptr) {
            throw std::runtime_error(std::string("libOpenCvSharpMedia.so has no ") + name + "; build again.");
        }
    }
};

int control(int file, unsigned long request, void *argument) {
    int result;
    do {
        result = ioctl(file, request, argument);
    } while (result < 0 && errno == EINTR);
    return result;
}

// A capture device of Video4Linux, streaming from the first picture that is wanted.
class Camera {
  public:
    static std::unique_ptr<Camera> open(const char *path) {
        const int file = ::open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (file < 0) {
            return nullptr;
        }
        std::unique_ptr<Camera> camera(new Camera(file));
        v4l2_capability capability{};
        if (control(file, VIDIOC_QUERYCAP, &capability) < 0) {
            return nullptr;
        }
        const auto can = capability.capabilities & V4L2_CAP_DEVICE_CAPS ? capability.device_caps : capability.capabilities;
        if (!(can & V4L2_CAP_VIDEO_CAPTURE) || !(can & V4L2_CAP_STREAMING) || !camera->read_format()) {
            return nullptr;
        }
        return camera;
    }

    Camera(const Camera &) = delete;
    Camera &operator=(const Camera &) = delete;

    ~Camera() {
        stop();
        ::close(file_);
    }

    double get(int property) {
        switch (property) {
        case frame_width: return format_.fmt.pix.width;
        case frame_height: return format_.fmt.pix.height;
        case fourcc: return format_.fmt.pix.pixelformat;
        case buffer_size: return wanted_buffers_;
        case convert_rgb: return convert_;
        case fps: {
            v4l2_streamparm rate{};
            rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
            const auto &apart = rate.parm.capture.timeperframe;
            return control(file_, VIDIOC_G_PARM, &rate) == 0 && apart.numerator != 0
                ? static_cast<double>(apart.denominator) / apart.numerator : 0;
        }
        default: return 0;
        }
    }

    // What the device makes of it is what get tells; false when it does not know the setting or refuses it.
    bool set(int property, double value) {
        if (property == convert_rgb) {
            convert_ = value != 0;
            return true;
        }
        if (!(value > 0)) {
            return false;
        }
        switch (property) {
        case buffer_size:
            wanted_buffers_ = std::min(static_cast<unsigned>(value), max_buffers);
            stop();
            return true;
        case frame_width: return change([&](v4l2_pix_format &pix) { pix.width = static_cast<unsigned>(value); });
        case frame_height: return change([&](v4l2_pix_format &pix) { pix.height = static_cast<unsigned>(value); });
        case fourcc:
            return change([&](v4l2_pix_format &pix) { pix.pixelformat = static_cast<unsigned>(value); })
                && format_.fmt.pix.pixelformat == static_cast<unsigned>(value);
        case fps: {
            stop();
            v4l2_streamparm rate{};
            rate.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
            rate.parm.capture.timeperframe = {1000, static_cast<unsigned>(std::lround(value * 1000))};
            return control(file_, VIDIOC_S_PARM, &rate) == 0;
        }
        default: return false;
        }
    }

    // Waits for the next picture that is whole, as long as the variable says.
    bool grab() {
        if (!give_back() || !start()) {
            return false;
        }
        const char *text = getenv(timeout_variable);
        const int seconds = text != nullptr && atoi(text) > 0 ? atoi(text) : default_timeout_seconds;
        while (true) {
            pollfd waiting{file_, POLLIN, 0};
            const int ready = poll(&waiting, 1, seconds * 1000);
            if (ready < 0 && errno == EINTR) {
                continue;
            }
            if (ready <= 0 || !(waiting.revents & POLLIN)) {
                return false; // nothing came, or the device is gone
            }
            v4l2_buffer buffer = empty_buffer();
            if (control(file_, VIDIOC_DQBUF, &buffer) < 0) {
                if (errno == EAGAIN) {
                    continue;
                }
                return false;
            }
            held_ = static_cast<int>(buffer.index);
            bytes_ = buffer.bytesused;
            if (!(buffer.flags & V4L2_BUF_FLAG_ERROR)) {
                return true;
            }
            if (!give_back()) {
                return false;
            }
        }
    }

    // The picture that was grabbed: as BGR, or as the device gives it, a JPEG as a row of bytes.
    bool retrieve(cv::Mat &image) {
        if (held_ < 0) {
            return false;
        }
        const auto &pix = format_.fmt.pix;
        auto *data = static_cast<uint8_t *>(buffers_[held_].start);
        const int width = static_cast<int>(pix.width), height = static_cast<int>(pix.height);
        const size_t step = pix.bytesperline;
        const auto packed = [&](int type, int code) {
            const cv::Mat raw(height, width, type, data, step);
            if (bytes_ < step * pix.height) {
                return false; // cut short
            }
            code < 0 || !convert_ ? raw.copyTo(image) : cv::cvtColor(raw, image, code);
            return true;
        };
        const auto planar = [&](int code) {
            if (bytes_ < step * pix.height * 3 / 2 || step != pix.width) {
                return false;
            }
            const cv::Mat raw(height * 3 / 2, width, CV_8UC1, data);
            convert_ ? cv::cvtColor(raw, image, code) : raw.copyTo(image);
            return true;
        };
        switch (pix.pixelformat) {
        case V4L2_PIX_FMT_YUYV: return packed(CV_8UC2, cv::COLOR_YUV2BGR_YUYV);
        case V4L2_PIX_FMT_YVYU: return packed(CV_8UC2, cv::COLOR_YUV2BGR_YVYU);
        case V4L2_PIX_FMT_UYVY: return packed(CV_8UC2, cv::COLOR_YUV2BGR_UYVY);
        case V4L2_PIX_FMT_GREY: return packed(CV_8UC1, cv::COLOR_GRAY2BGR);
        case V4L2_PIX_FMT_RGB24: return packed(CV_8UC3, cv::COLOR_RGB2BGR);
        case V4L2_PIX_FMT_BGR24: return packed(CV_8UC3, -1);
        case V4L2_PIX_FMT_YUV420: return planar(cv::COLOR_YUV2BGR_I420);
        case V4L2_PIX_FMT_YVU420: return planar(cv::COLOR_YUV2BGR_YV12);
        case V4L2_PIX_FMT_NV12: return planar(cv::COLOR_YUV2BGR_NV12);
        case V4L2_PIX_FMT_NV21: return planar(cv::COLOR_YUV2BGR_NV21);
        case V4L2_PIX_FMT_MJPEG:
        case V4L2_PIX_FMT_JPEG: {
            if (!convert_) {
                cv::Mat(1, static_cast<int>(bytes_), CV_8UC1, data).copyTo(image);
                return bytes_ > 0;
            }
            const Failure *failure = Media::loaded().imgcodecs_decode(data, static_cast<int32_t>(bytes_), imread_color, &image);
            return failure == nullptr && !image.empty();
        }
        default: return false;
        }
    }

  private:
    struct Buffer {
        void *start;
        size_t length;
    };

    explicit Camera(int file) : file_(file) {}

    static v4l2_buffer empty_buffer() {
        v4l2_buffer buffer{};
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        buffer.memory = V4L2_MEMORY_MMAP;
        return buffer;
    }

    bool read_format() {
        format_ = {};
        format_.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        return control(file_, VIDIOC_G_FMT, &format_) == 0;
    }

    template <typename Change> bool change(Change apply) {
        stop();
        v4l2_format wanted = format_;
        wanted.fmt.pix.field = V4L2_FIELD_ANY;
        wanted.fmt.pix.bytesperline = 0;
        wanted.fmt.pix.sizeimage = 0;
        apply(wanted.fmt.pix);
        return control(file_, VIDIOC_S_FMT, &wanted) == 0 && read_format();
    }

    bool start() {
        if (count_ > 0) {
            return true;
        }
        v4l2_requestbuffers request{};
        request.count = wanted_buffers_;
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        request.memory = V4L2_MEMORY_MMAP;
        if (control(file_, VIDIOC_REQBUFS, &request) < 0 || request.count == 0) {
            return false;
        }
        for (unsigned i = 0; i < request.count && i < max_buffers; i++) {
            v4l2_buffer buffer = empty_buffer();
            buffer.index = i;
            if (control(file_, VIDIOC_QUERYBUF, &buffer) < 0) {
                return stop(), false;
            }
            void *start = mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, file_, buffer.m.offset);
            if (start == MAP_FAILED) {
                return stop(), false;
            }
            buffers_[count_++] = {start, buffer.length};
            if (control(file_, VIDIOC_QBUF, &buffer) < 0) {
                return stop(), false;
            }
        }
        int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        return control(file_, VIDIOC_STREAMON, &type) == 0 || (stop(), false);
    }

    void stop() {
        if (count_ == 0) {
            return;
        }
        int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        control(file_, VIDIOC_STREAMOFF, &type);
        for (unsigned i = 0; i < count_; i++) {
            std::memset(buffers_[i].start, 0, buffers_[i].length); // they hold a person's face
            munmap(buffers_[i].start, buffers_[i].length);
        }
        count_ = 0;
        held_ = -1;
        v4l2_requestbuffers none{};
        none.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        none.memory = V4L2_MEMORY_MMAP;
        control(file_, VIDIOC_REQBUFS, &none);
    }

    bool give_back() {
        if (held_ < 0) {
            return true;
        }
        v4l2_buffer buffer = empty_buffer();
        buffer.index = static_cast<unsigned>(held_);
        held_ = -1;
        return control(file_, VIDIOC_QBUF, &buffer) == 0;
    }

    const int file_;
    v4l2_format format_{};
    Buffer buffers_[max_buffers] = {};
    unsigned count_ = 0;
    unsigned wanted_buffers_ = default_buffers;
    int held_ = -1;
    bool convert_ = true;
    size_t bytes_ = 0;
};

void check(const Failure *failure) {
    if (failure != nullptr) {
        throw failure;
    }
}

// Passes on what the other library reported, whose texts are its own thread's.
template <typename Call> const Failure *passed_on(Call call) {
    return guarded([&] {
        try {
            call();
        } catch (const Failure *failure) {
            if (failure->code == 0) {
                throw std::runtime_error(failure->message);
            }
            throw cv::Exception(failure->code, failure->message, failure->function, failure->file, failure->line);
        }
    });
}

} // namespace

// One of both, or neither as long as nothing was opened.
struct Capture {
    std::unique_ptr<Camera> camera;
    void *media = nullptr;

    void release() {
        camera.reset();
        if (media != nullptr) {
            void *gone = media;
            media = nullptr;
            check(Media::loaded().capture_delete(gone));
        }
    }

    void *opened_media() {
        camera.reset();
        if (media == nullptr) {
            check(Media::loaded().capture_new(&media));
        }
        return media;
    }
};

SHIM capture_new(Capture **capture) {
    return guarded([&] { *capture = new Capture(); });
}

SHIM capture_delete(Capture *capture) {
    return passed_on([&] {
        std::unique_ptr<Capture> gone(capture);
        gone->release();
    });
}

SHIM capture_open_file(Capture *capture, const char *path, int32_t api, int32_t *opened) {
    return passed_on([&] {
        if (api == api_v4l2) {
            capture->release();
            capture->camera = Camera::open(path);
            *opened = capture->camera != nullptr;
        } else {
            check(Media::loaded().capture_open_file(capture->opened_media(), path, api, opened));
        }
    });
}

SHIM capture_open_device(Capture *capture, int32_t index, int32_t api, int32_t *opened) {
    if (api == api_v4l2) {
        return capture_open_file(capture, ("/dev/video" + std::to_string(index)).c_str(), api, opened);
    }
    return passed_on([&] { check(Media::loaded().capture_open_device(capture->opened_media(), index, api, opened)); });
}

SHIM capture_is_opened(const Capture *capture, int32_t *opened) {
    return passed_on([&] {
        *opened = capture->camera != nullptr;
        if (capture->media != nullptr) {
            check(Media::loaded().capture_is_opened(capture->media, opened));
        }
    });
}

SHIM capture_release(Capture *capture) {
    return passed_on([&] { capture->release(); });
}

SHIM capture_grab(Capture *capture, int32_t *grabbed) {
    return passed_on([&] {
        *grabbed = capture->camera != nullptr && capture->camera->grab();
        if (capture->media != nullptr) {
            check(Media::loaded().capture_grab(capture->media, grabbed));
        }
    });
}

SHIM capture_retrieve(Capture *capture, cv::Mat *image, int32_t flag, int32_t *retrieved) {
    return passed_on([&] {
        *retrieved = capture->camera != nullptr && capture->camera->retrieve(*image);
        if (capture->media != nullptr) {
            check(Media::loaded().capture_retrieve(capture->media, image, flag, retrieved));
        }
    });
}

SHIM capture_read(Capture *capture, cv::Mat *image, int32_t *read) {
    return passed_on([&] {
        if (capture->media != nullptr) {
            check(Media::loaded().capture_read(capture->media, image, read));
            return;
        }
        *read = capture->camera != nullptr && capture->camera->grab() && capture->camera->retrieve(*image);
        if (!*read) {
            image->release();
        }
    });
}

SHIM capture_get(const Capture *capture, int32_t property, double *value) {
    return passed_on([&] {
        *value = capture->camera != nullptr ? capture->camera->get(property) : 0;
        if (capture->media != nullptr) {
            check(Media::loaded().capture_get(capture->media, property, value));
        }
    });
}

SHIM capture_set(Capture *capture, int32_t property, double value, int32_t *accepted) {
    return passed_on([&] {
        *accepted = capture->camera != nullptr && capture->camera->set(property, value);
        if (capture->media != nullptr) {
            check(Media::loaded().capture_set(capture->media, property, value, accepted));
        }
    });
}
