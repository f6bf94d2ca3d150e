// The few calls to OpenCV's core and imgproc that bindings/OpenCvSharp4 makes, as plain C functions.

#include <opencv2/imgproc.hpp>

#include "shim.hpp"

namespace {

struct Layout {
    int64_t step; // bytes from row to row
    int64_t total; // elements
    uint8_t *data;
    int32_t rows;
    int32_t cols;
    int32_t type;
    int32_t elem_size; // bytes of one element, all channels
    int32_t continuous;
};

cv::Scalar scalar(const double *value) { return {value[0], value[1], value[2], value[3]}; }

cv::_InputArray optional(const cv::Mat *mask) { return mask ? cv::_InputArray(*mask) : cv::_InputArray(); }

} // namespace

// --- core ---

SHIM core_set_num_threads(int32_t threads) {
    return guarded([&] { cv::setNumThreads(threads); });
}

SHIM core_get_num_threads(int32_t *threads) {
    return guarded([&] { *threads = cv::getNumThreads(); });
}

SHIM core_mean(const cv::Mat *src, const cv::Mat *mask, double *mean) {
    return guarded([&] {
        const cv::Scalar result = cv::mean(*src, optional(mask));
        std::copy(result.val, result.val + 4, mean);
    });
}

// --- Mat ---

SHIM mat_new(cv::Mat **mat) {
    return guarded([&] { *mat = new cv::Mat(); });
}

// A view of memory that the caller keeps: no copy is made and nothing is freed.
SHIM mat_new_view(int32_t rows, int32_t cols, int32_t type, void *data, int64_t step, cv::Mat **mat) {
    return guarded([&] { *mat = new cv::Mat(rows, cols, type, data, static_cast<size_t>(step)); });
}

// A part of another matrix; OpenCV counts references to the pixels both share.
SHIM mat_new_region(const cv::Mat *of, int32_t x, int32_t y, int32_t width, int32_t height, cv::Mat **mat) {
    return guarded([&] { *mat = new cv::Mat(*of, cv::Rect(x, y, width, height)); });
}

SHIM mat_delete(cv::Mat *mat) {
    return guarded([&] { delete mat; });
}

SHIM mat_create(cv::Mat *mat, int32_t rows, int32_t cols, int32_t type) {
    return guarded([&] { mat->create(rows, cols, type); });
}

SHIM mat_describe(const cv::Mat *mat, Layout *layout) {
    return guarded([&] {
        *layout = {mat->dims > 0 ? static_cast<int64_t>(mat->step.p[0]) : 0,
                   static_cast<int64_t>(mat->total()),
                   mat->data,
                   mat->rows,
                   mat->cols,
                   mat->type(),
                   static_cast<int32_t>(mat->elemSize()),
                   mat->isContinuous()};
    });
}

SHIM mat_copy(const cv::Mat *src, cv::Mat *dst, const cv::Mat *mask) {
    return guarded([&] { mask ? src->copyTo(*dst, *mask) : src->copyTo(*dst); });
}

SHIM mat_fill(cv::Mat *mat, const double *value, const cv::Mat *mask) {
    return guarded([&] { mat->setTo(scalar(value), optional(mask)); });
}

// --- imgproc ---

SHIM imgproc_resize(const cv::Mat *src, cv::Mat *dst, int32_t width, int32_t height, double fx, double fy,
                    int32_t interpolation) {
    return guarded([&] { cv::resize(*src, *dst, cv::Size(width, height), fx, fy, interpolation); });
}

SHIM imgproc_warp_affine(const cv::Mat *src, cv::Mat *dst, const cv::Mat *transform, int32_t width, int32_t height,
                         int32_t flags, int32_t border, const double *value) {
    return guarded([&] {
        cv::warpAffine(*src, *dst, *transform, cv::Size(width, height), flags, border, scalar(value));
    });
}

SHIM imgproc_cvt_color(const cv::Mat *src, cv::Mat *dst, int32_t code, int32_t channels) {
    return guarded([&] { cv::cvtColor(*src, *dst, code, channels); });
}
