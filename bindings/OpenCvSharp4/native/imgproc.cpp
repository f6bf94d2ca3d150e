// The few calls to OpenCV's core and imgproc that bindings/OpenCvSharp4 makes, as plain C functions.

#include <opencv2/core/utils/logger.hpp>
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

SHIM core_set_log_level(int32_t level, int32_t *previous) {
    return guarded([&] {
        *previous = cv::utils::logging::setLogLevel(static_cast<cv::utils::logging::LogLevel>(level));
    });
}

SHIM core_copy_make_border(const cv::Mat *src, cv::Mat *dst, int32_t top, int32_t bottom, int32_t left, int32_t right,
                           int32_t border, const double *value) {
    return guarded([&] { cv::copyMakeBorder(*src, *dst, top, bottom, left, right, border, scalar(value)); });
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

SHIM mat_convert(const cv::Mat *src, cv::Mat *dst, int32_t type, double alpha, double beta) {
    return guarded([&] { src->convertTo(*dst, type, alpha, beta); });
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

// Three points each, x and y by turns.
SHIM imgproc_get_affine_transform(const float *src, const float *dst, cv::Mat *transform) {
    return guarded([&] {
        const auto points = [](const float *xy) { return cv::Mat(3, 1, CV_32FC2, const_cast<float *>(xy)); };
        *transform = cv::getAffineTransform(points(src), points(dst));
    });
}

SHIM imgproc_cvt_color(const cv::Mat *src, cv::Mat *dst, int32_t code, int32_t channels) {
    return guarded([&] { cv::cvtColor(*src, *dst, code, channels); });
}

SHIM imgproc_gaussian_blur(const cv::Mat *src, cv::Mat *dst, int32_t width, int32_t height, double sigma_x,
                           double sigma_y, int32_t border) {
    return guarded([&] { cv::GaussianBlur(*src, *dst, cv::Size(width, height), sigma_x, sigma_y, border); });
}

SHIM imgproc_line(cv::Mat *mat, int32_t x1, int32_t y1, int32_t x2, int32_t y2, const double *color, int32_t thickness,
                  int32_t line, int32_t shift) {
    return guarded([&] {
        cv::line(*mat, cv::Point(x1, y1), cv::Point(x2, y2), scalar(color), thickness, line, shift);
    });
}

SHIM imgproc_rectangle(cv::Mat *mat, int32_t x, int32_t y, int32_t width, int32_t height, const double *color,
                       int32_t thickness, int32_t line, int32_t shift) {
    return guarded([&] {
        cv::rectangle(*mat, cv::Rect(x, y, width, height), scalar(color), thickness, line, shift);
    });
}

SHIM imgproc_ellipse(cv::Mat *mat, int32_t x, int32_t y, int32_t half_width, int32_t half_height, double angle,
                     double start, double end, const double *color, int32_t thickness, int32_t line, int32_t shift) {
    return guarded([&] {
        cv::ellipse(*mat, cv::Point(x, y), cv::Size(half_width, half_height), angle, start, end, scalar(color),
                    thickness, line, shift);
    });
}

SHIM imgproc_circle(cv::Mat *mat, int32_t x, int32_t y, int32_t radius, const double *color, int32_t thickness,
                    int32_t line, int32_t shift) {
    return guarded([&] { cv::circle(*mat, cv::Point(x, y), radius, scalar(color), thickness, line, shift); });
}

SHIM imgproc_fill_convex_poly(cv::Mat *mat, const int32_t *xy, int32_t count, const double *color, int32_t line,
                              int32_t shift) {
    return guarded([&] {
        cv::fillConvexPoly(*mat, cv::Mat(count, 1, CV_32SC2, const_cast<int32_t *>(xy)), scalar(color), line, shift);
    });
}

// Every polygon's points one after the other; counts says how many are whose.
SHIM imgproc_fill_poly(cv::Mat *mat, const int32_t *xy, const int32_t *counts, int32_t polygons, const double *color,
                       int32_t line, int32_t shift, int32_t offset_x, int32_t offset_y) {
    return guarded([&] {
        std::vector<cv::Mat> contours;
        for (int32_t i = 0; i < polygons; ++i) {
            contours.emplace_back(counts[i], 1, CV_32SC2, const_cast<int32_t *>(xy));
            xy += 2 * counts[i];
        }
        cv::fillPoly(*mat, contours, scalar(color), line, shift, cv::Point(offset_x, offset_y));
    });
}
