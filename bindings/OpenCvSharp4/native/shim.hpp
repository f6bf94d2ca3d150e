// What the shims share: how failures and values cross between C++ and .NET.
//
// Every function returns null, or what went wrong: no C++ exception may cross into .NET. Handles are pointers to
// cv::Mat and Capture, made by *_new and freed by *_delete, and owned by a SafeHandle on the other side.
// Compiles with OpenCV 4.6 (Debian 12, Raspberry Pi OS Bookworm) and 4.10 (Debian 13).

#pragma once

#include <cstdint>
#include <string>

#include <opencv2/core.hpp>

#define SHIM extern "C" __attribute__((visibility("default"))) const Failure *

// What an exception said. The text belongs to the thread and lasts until its next failure.
struct Failure {
    const char *message;
    int32_t is_opencvs; // whether it was OpenCV that threw
};

inline const Failure *fail(std::string message, bool is_opencvs) {
    thread_local std::string text;
    thread_local Failure failure;
    text = std::move(message);
    failure = {text.c_str(), is_opencvs};
    return &failure;
}

template <typename Call> const Failure *guarded(Call call) {
    try {
        call();
        return nullptr;
    } catch (const cv::Exception &e) {
        return fail(e.err, true);
    } catch (const std::exception &e) {
        return fail(e.what(), false);
    } catch (...) {
        return fail("unknown C++ exception", false);
    }
}
