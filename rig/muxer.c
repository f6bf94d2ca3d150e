/* The program `dotnet`, which NuGet has no package of: hands its arguments to the host library of the runtime beside it. */
#include <dlfcn.h>
#include <stdio.h>

#define ROOT "/usr/share/dotnet"

int main(int argc, const char *argv[]) {
    void *host = dlopen(ROOT "/host/fxr/" VERSION "/libhostfxr.so", RTLD_NOW);
    int (*run)(int, const char **, const char *, const char *, const char *);
    if (host == NULL || (run = dlsym(host, "hostfxr_main_startupinfo")) == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return 1;
    }
    return run(argc, argv, ROOT "/dotnet", ROOT, "");
}
