#!/usr/bin/env bash
# Makes a folder for `qemu-aarch64 -L`: Debian's arm64 libraries, and what a Raspberry Pi says of its four cores below
# /proc and /sys. ONNX Runtime reads that when it is loaded, and falls over the x86 answers of the machine below.
#
#   sysroot.sh FOLDER cortex-a72|cortex-a76
set -euo pipefail
folder=$1
case $2 in
    cortex-a72) part=0xd08 features='fp asimd evtstrm crc32 cpuid' ;;
    cortex-a76) part=0xd0b features='fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp' ;;
    *) echo "$0: $2 is neither cortex-a72 nor cortex-a76" >&2; exit 2 ;;
esac
cpus=$folder/sys/devices/system/cpu
mkdir -p "$folder/proc" "$cpus"
ln -sfn /usr/aarch64-linux-gnu/lib "$folder/lib"
echo 3 >"$cpus/kernel_max"
for list in possible present online; do echo 0-3 >"$cpus/$list"; done
: >"$folder/proc/cpuinfo"
for core in 0 1 2 3; do
    printf '%s\t: %s\n' processor $core Features "$features" 'CPU implementer' 0x41 'CPU architecture' 8 \
        'CPU variant' 0x0 'CPU part' $part 'CPU revision' 3 >>"$folder/proc/cpuinfo"
    echo >>"$folder/proc/cpuinfo"
    of=$cpus/cpu$core
    mkdir -p "$of/topology" "$of/cpufreq" "$of/cache/index2"
    echo 0 >"$of/topology/physical_package_id"
    echo 0-3 | tee "$of/topology/cluster_cpus_list" >"$of/topology/core_siblings_list"
    echo 1500000 >"$of/cpufreq/cpuinfo_max_freq"
    echo 600000 >"$of/cpufreq/cpuinfo_min_freq"
    echo 2 >"$of/cache/index2/level"
    echo 1024K >"$of/cache/index2/size"
    echo 0-3 >"$of/cache/index2/shared_cpu_list"
done
