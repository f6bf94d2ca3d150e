#!/usr/bin/env bash
# Counts the instructions of one inference of each shipped model, and of its float parent where there is one, on the
# processors of a Raspberry Pi 4 and 5, through the official arm64 ONNX Runtime under qemu. Prints a table.
#
#   perf/arm64.sh [FOLDER…]    folders with NAME.float.onnx, searched to the bottom; training/.work if none is given
#
# Needs the Debian packages qemu-user, gcc, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross and libstdc++6-arm64-cross, and
# the library that `./carekiosk version` fetches. Instructions are no time: they say which of two files costs less.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
[ $# -gt 0 ] || set -- training/.work
library=$PWD/bindings/Microsoft.ML.OnnxRuntime/native/node_modules/onnxruntime-node/bin/napi-v6/linux/arm64
for needed in /usr/bin/qemu-aarch64 /usr/bin/gcc /usr/bin/aarch64-linux-gnu-gcc "$library/libonnxruntime.so.1" \
    /usr/aarch64-linux-gnu/lib/libstdc++.so.6; do
    if [ ! -e "$needed" ]; then
        echo "$0: $needed is missing; the head of this script names the packages." >&2
        exit 1
    fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O2 -shared -fPIC -o "$work/count.so" tests/arm64/count_instructions.c
aarch64-linux-gnu-gcc -O2 -o "$work/run_models" tests/arm64/run_models.c -L "$library" -l:libonnxruntime.so.1 \
    -Wl,--allow-shlib-undefined
for processor in cortex-a72 cortex-a76; do tests/arm64/sysroot.sh "$work/$processor" $processor; done

# One case: how many tensors, then each as tensor writes it. Noise costs what a picture costs.
begin() { perl -e 'print pack("l<l<", 1, @ARGV)' "$1"; }
tensor() {
    perl -e 'my ($name, $type, @sizes) = @ARGV;
        my $count = 1;
        $count *= $_ for @sizes;
        srand(1);
        print pack("a32l<l<q<*", $name, $type, scalar @sizes, @sizes);
        print $type == 1 ? pack("f<*", map { rand(0.2) - 0.1 } 1 .. $count)
            : $type == 2 ? pack("C*", map { int rand 256 } 1 .. $count)
            : pack("q<*", map { $_ % 43 ? $_ * 400 : 164_000 } 1 .. $count)' "$@"
}
{ begin 1; tensor image 2 1 256 320 3; } >"$work/face_detector.in"
{ begin 1; tensor face 2 1 48 48; } >"$work/face_expression.in"
{ begin 2; tensor samples 1 1 512; tensor state 1 1 256; } >"$work/voice_activity.in"
{ begin 1; tensor samples 1 1 32000; } >"$work/voice_emotion.in"
{ begin 1; tensor ids 7 1 300; } >"$work/words_emotion.in" # a Korean sentence of seven words, marks between them

executed() { # PROCESSOR MODEL INPUTS RUNS
    qemu-aarch64 -plugin "$work/count.so" -cpu "$1" -L "$work/$1" -E LD_LIBRARY_PATH="$library" \
        "$work/run_models" "$4" "$2" "$3" "$work/out" 2>&1
}
million() { # what 10 runs cost more than none, per run
    local none ten
    none=$(executed "$@" 0)
    ten=$(executed "$@" 10)
    awk "BEGIN { printf \"%.2f\", ($ten - $none) / 1e7 }"
}

echo '| million instructions | Cortex-A72 | Cortex-A76 |'
echo '| --- | ---: | ---: |'
for shipped in models/quantized/*.onnx; do
    name=$(basename "$shipped" .onnx)
    parent=$(find "$@" -name "$name.float.onnx" -print -quit 2>/dev/null || true)
    echo "| \`$name\` as shipped | $(million cortex-a72 "$shipped" "$work/$name.in") | $(million cortex-a76 "$shipped" "$work/$name.in") |"
    if [ -n "$parent" ]; then
        echo "| its float parent | $(million cortex-a72 "$parent" "$work/$name.in") | $(million cortex-a76 "$parent" "$work/$name.in") |"
    fi
done
