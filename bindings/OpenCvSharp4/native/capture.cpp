// cv::VideoCapture as bindings/OpenCvSharp4 uses it: cameras of Video4Linux, read by the kernel's own interface
// (https://docs.kernel.org/userspace-api/media/v4l/v4l2.html), because OpenCV's videoio maps FFmpeg, GStreamer, GDAL and
// Poppler, which a kiosk's camera does not need. JPEG is decoded by libOpenCvSharpImgcodecs, which is loaded when a camera
// that gives nothing else is first read.

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

// cv::VideoCaptureProperties, whose header belongs to videoio.
constexpr int frame_width = 3, frame_height = 4, fps = 5, fourcc = 6, convert_rgb = 16, buffer_size = 38;
constexpr int imread_color = 1;

// OpenCV's own setting and default.
constexpr const char *timeout_variable = "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT";
constexpr int default_timeout_seconds = 10;

constexpr unsigned max_buffers = 8;
constexpr unsigned default_buffers = 4;

using Decode = const Failure *(*)(const uint8_t *, int32_t, int32_t, cv::Mat *);

// imgcodecs_decode of the library beside this one.
Decode load_decoder() {
    Dl_info self;
    dladdr(reinterpret_cast<const void *>(&max_buffers), &self);
    std::string path = self.dli_fname;
    path = path.substr(0, path.rfind('/') + 1) + "libOpenCvSharpImgcodecs.so";
    void *library = dlopen(path.c_str(), RTLD_NOW);
    if (library == nullptr) {
        throw std::runtime_error("OpenCV can't be loaded: install Debian's libopencv-imgcodecs406 (Debian 13: 410), or build "
            "again for this machine (" + std::string(dlerror()) + ").");
    }
    const auto decode = reinterpret_cast<Decode>(dlsym(library, "imgcodecs_decode"));
    if (decode == nullptr) {
        throw std::runtime_error("libOpenCvSharpImgcodecs.so has no imgcodecs_decode; build again.");
    }
    return decode;
}

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
            static const Decode decode = load_decoder();
            return decode(data, static_cast<int32_t>(bytes_), imread_color, &image) == nullptr && !image.empty();
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

} // namespace

// Without a camera when none could be opened.
struct Capture {
    std::unique_ptr<Camera> camera;
};

SHIM capture_new(const char *path, Capture **capture) {
    return guarded([&] { *capture = new Capture{Camera::open(path)}; });
}

SHIM capture_delete(Capture *capture) {
    return guarded([&] { delete capture; });
}

SHIM capture_is_opened(const Capture *capture, int32_t *opened) {
    return guarded([&] { *opened = capture->camera != nullptr; });
}

SHIM capture_grab(Capture *capture, int32_t *grabbed) {
    return guarded([&] { *grabbed = capture->camera != nullptr && capture->camera->grab(); });
}

SHIM capture_retrieve(Capture *capture, cv::Mat *image, int32_t *retrieved) {
    return guarded([&] { *retrieved = capture->camera != nullptr && capture->camera->retrieve(*image); });
}

SHIM capture_get(const Capture *capture, int32_t property, double *value) {
    return guarded([&] { *value = capture->camera != nullptr ? capture->camera->get(property) : 0; });
}

SHIM capture_set(Capture *capture, int32_t property, double value, int32_t *accepted) {
    return guarded([&] { *accepted = capture->camera != nullptr && capture->camera->set(property, value); });
}
