// Runs ONNX models through the C API of libonnxruntime, so that the arm64 build of the library can be tried under qemu
// without .NET, which has no arm64 runtime here.
//
//   run_models REPEATS MODEL INPUTS OUTPUTS [MODEL INPUTS OUTPUTS]...
//
// INPUTS holds the cases of one model: int32 cases; of each case int32 tensors; of each tensor a name of 32 bytes padded
// with 0, int32 type (1 float, 2 uint8, 7 int64: ONNX's TensorProto.DataType), int32 rank, int64 sizes, the values.
// OUTPUTS gets, of each case and output in the model's order, int32 count and so many floats. Each case runs once, and
// then REPEATS times more for whoever measures. All numbers are little-endian.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// struct OrtApiBase and the slots used of struct OrtApi, from onnxruntime_c_api.h 1.30; slots never move.
typedef struct { const void *const *(*GetApi)(uint32_t); const char *(*GetVersionString)(void); } Base;
extern const Base *OrtGetApiBase(void);
static const void *const *api;

static void check(void *status)
{
    if (status != NULL) {
        fprintf(stderr, "%s\n", ((const char *(*)(void *))api[2])(status));
        exit(1);
    }
}

#define CALL(slot, signature, ...) check(((void *(*)signature)api[slot])(__VA_ARGS__))

static FILE *open_file(const char *path, const char *mode)
{
    FILE *file = fopen(path, mode);
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    return file;
}

static void take(FILE *file, void *into, size_t bytes)
{
    if (fread(into, 1, bytes, file) != bytes) {
        fprintf(stderr, "the inputs are cut short\n");
        exit(1);
    }
}

static int32_t take_number(FILE *file)
{
    int32_t number;
    take(file, &number, sizeof number);
    return number;
}

enum { MOST = 8 };

static void *take_tensor(FILE *file, void *memory, char name[32])
{
    take(file, name, 32);
    int32_t type = take_number(file), rank = take_number(file);
    int64_t sizes[MOST], count = 1;
    take(file, sizes, sizeof(int64_t) * (size_t)rank);
    for (int32_t i = 0; i < rank; i++) {
        count *= sizes[i];
    }
    size_t bytes = (size_t)count * (type == 1 ? 4 : type == 2 ? 1 : 8);
    void *values = malloc(bytes), *tensor; // the tensor reads it as long as the program runs
    take(file, values, bytes);
    CALL(49, (void *, void *, size_t, const int64_t *, size_t, int, void **),
         memory, values, bytes, sizes, (size_t)rank, type, &tensor);
    return tensor;
}

static void put_tensor(FILE *file, void *tensor)
{
    void *info;
    size_t count;
    float *values;
    CALL(65, (void *, void **), tensor, &info);
    CALL(64, (void *, size_t *), info, &count);
    CALL(51, (void *, void **), tensor, (void **)&values);
    int32_t number = (int32_t)count;
    fwrite(&number, sizeof number, 1, file);
    fwrite(values, sizeof(float), count, file);
}

static void run(void *environment, int repeats, const char *model, const char *inputs, const char *outputs)
{
    void *options, *session, *memory, *allocator;
    CALL(10, (void **), &options);
    CALL(24, (void *, int), options, 1);
    CALL(7, (void *, const char *, void *, void **), environment, model, options, &session);
    CALL(69, (int, int, void **), 1, 0, &memory); // CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault)
    CALL(78, (void **), &allocator);

    size_t answers;
    char *answer_names[MOST];
    CALL(31, (void *, size_t *), session, &answers);
    for (size_t i = 0; i < answers; i++) {
        CALL(37, (void *, size_t, void *, char **), session, i, allocator, &answer_names[i]);
    }

    FILE *from = open_file(inputs, "rb"), *to = open_file(outputs, "wb");
    int32_t cases = take_number(from);
    for (int32_t c = 0; c < cases; c++) {
        char names[MOST][32];
        const char *name_of[MOST];
        void *given[MOST], *found[MOST] = {0};
        int32_t tensors = take_number(from);
        for (int32_t i = 0; i < tensors; i++) {
            given[i] = take_tensor(from, memory, names[i]);
            name_of[i] = names[i];
        }
        for (int again = 0; again <= repeats; again++) {
            CALL(9, (void *, void *, const char *const *, void *const *, size_t, const char *const *, size_t, void **),
                 session, NULL, name_of, given, (size_t)tensors, (const char *const *)answer_names, answers, found);
        }
        for (size_t i = 0; i < answers; i++) {
            put_tensor(to, found[i]);
        }
    }
    fclose(from);
    if (fclose(to) != 0) {
        perror(outputs);
        exit(1);
    }
}

int main(int count, char **arguments)
{
    if (count < 5 || (count - 2) % 3 != 0) {
        fprintf(stderr, "usage: %s REPEATS MODEL INPUTS OUTPUTS [MODEL INPUTS OUTPUTS]...\n", arguments[0]);
        return 2;
    }
    api = OrtGetApiBase()->GetApi(30);
    if (api == NULL) {
        fprintf(stderr, "ONNX Runtime is older than 1.30\n");
        return 1;
    }
    void *environment;
    CALL(3, (int, const char *, void **), 3, "run_models", &environment); // 3: errors only
    for (int i = 2; i < count; i += 3) {
        run(environment, atoi(arguments[1]), arguments[i], arguments[i + 1], arguments[i + 2]);
    }
    return 0;
}
