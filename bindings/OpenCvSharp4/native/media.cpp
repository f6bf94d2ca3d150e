// The few calls to OpenCV's imgcodecs and videoio that bindings/OpenCvSharp4 makes, as plain C functions. A library of
// their own, because Debian's bring GDAL, GStreamer and FFmpeg: 67 MB of memory. capture.cpp loads it when a capture is no
// camera of Video4Linux.

#include <vector>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>

#include "shim.hpp"

namespace {

std::vector<int> list(const int32_t *values, int32_t count) { return {values, values + count}; }

} // namespace

// --- imgcodecs ---

SHIM imgcodecs_read(const char *path, int32_t flags, cv::Mat *mat) {
    return guarded([&] { *mat = cv::imread(path, flags); });
}

SHIM imgcodecs_decode(const uint8_t *bytes, int32_t length, int32_t flags, cv::Mat *mat) {
    return guarded([&] {
        *mat = cv::imdecode(cv::Mat(1, length, CV_8U, const_cast<uint8_t *>(bytes)), flags);
    });
}

// The encoded bytes come back as a matrix of one row.
SHIM imgcodecs_encode(const char *extension, const cv::Mat *mat, const int32_t *parameters, int32_t count,
                      cv::Mat *encoded, int32_t *done) {
    return guarded([&] {
        std::vector<uint8_t> bytes;
        *done = cv::imencode(extension, *mat, bytes, list(parameters, count));
        cv::Mat(1, static_cast<int>(bytes.size()), CV_8U, bytes.data()).copyTo(*encoded);
    });
}

SHIM imgcodecs_write(const char *path, const cv::Mat *mat, const int32_t *parameters, int32_t count, int32_t *done) {
    return guarded([&] { *done = cv::imwrite(path, *mat, list(parameters, count)); });
}

// --- videoio ---

SHIM media_new(cv::VideoCapture **capture) {
    return guarded([&] { *capture = new cv::VideoCapture(); });
}

SHIM media_delete(cv::VideoCapture *capture) {
    return guarded([&] { delete capture; });
}

SHIM media_open_file(cv::VideoCapture *capture, const char *path, int32_t api, int32_t *opened) {
    return guarded([&] { *opened = capture->open(path, api); });
}

SHIM media_open_device(cv::VideoCapture *capture, int32_t index, int32_t api, int32_t *opened) {
    return guarded([&] { *opened = capture->open(index, api); });
}

SHIM media_is_opened(const cv::VideoCapture *capture, int32_t *opened) {
    return guarded([&] { *opened = capture->isOpened(); });
}

SHIM media_release(cv::VideoCapture *capture) {
    return guarded([&] { capture->release(); });
}

SHIM media_grab(cv::VideoCapture *capture, int32_t *grabbed) {
    return guarded([&] { *grabbed = capture->grab(); });
}

SHIM media_retrieve(cv::VideoCapture *capture, cv::Mat *image, int32_t flag, int32_t *retrieved) {
    return guarded([&] { *retrieved = capture->retrieve(*image, flag); });
}

SHIM media_read(cv::VideoCapture *capture, cv::Mat *image, int32_t *read) {
    return guarded([&] { *read = capture->read(*image); });
}

SHIM media_get(const cv::VideoCapture *capture, int32_t property, double *value) {
    return guarded([&] { *value = capture->get(property); });
}

SHIM media_set(cv::VideoCapture *capture, int32_t property, double value, int32_t *accepted) {
    return guarded([&] { *accepted = capture->set(property, value); });
}
