// What both shims share: how failures and values cross between C++ and .NET.
//
// Every function returns null, or what went wrong: no C++ exception may cross into .NET. Handles are pointers to
// cv::Mat and cv::VideoCapture, made by *_new and freed by *_delete, and owned by a SafeHandle on the other side.
// Compiles with OpenCV 4.6 (Debian 12, Raspberry Pi OS Bookworm) and 4.10 (Debian 13).

#pragma once

#include <cstdint>
#include <string>

#include <opencv2/core.hpp>

#define SHIM extern "C" __attribute__((visibility("default"))) const Failure *

// What an exception said. The texts belong to the thread and last until its next failure.
struct Failure {
    int32_t code; // cv::Error::Code; 0 when it was not OpenCV that threw
    int32_t line;
    const char *function;
    const char *message;
    const char *file;
};

inline const Failure *fail(int code, int line, std::string function, std::string message, std::string file) {
    thread_local std::string texts[3];
    thread_local Failure failure;
    texts[0] = std::move(function);
    texts[1] = std::move(message);
    texts[2] = std::move(file);
    failure = {code, line, texts[0].c_str(), texts[1].c_str(), texts[2].c_str()};
    return &failure;
}

template <typename Call> const Failure *guarded(Call call) {
    try {
        call();
        return nullptr;
    } catch (const cv::Exception &e) {
        return fail(e.code, e.line, e.func, e.err, e.file);
    } catch (const std::exception &e) {
        return fail(0, 0, "", e.what(), "");
    } catch (...) {
        return fail(0, 0, "", "unknown C++ exception", "");
    }
}
