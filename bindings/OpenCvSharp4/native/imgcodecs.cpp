// The one call to OpenCV's imgcodecs that bindings/OpenCvSharp4 makes, as a plain C function. A library of its own, because
// Debian's brings GDAL: 37 MB of memory. Whoever first decodes a picture loads it.

#include <opencv2/imgcodecs.hpp>

#include "shim.hpp"

SHIM imgcodecs_decode(const uint8_t *bytes, int32_t length, int32_t flags, cv::Mat *mat) {
    return guarded([&] {
        *mat = cv::imdecode(cv::Mat(1, length, CV_8U, const_cast<uint8_t *>(bytes)), flags);
    });
}
