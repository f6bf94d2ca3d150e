#!/usr/bin/env bash
# Makes a Debian 13 (trixie) tree in which the recipes run: PyTorch 2.6, ONNX and ONNX Runtime from the distribution,
# so that versions are fixed by the release and nothing is installed on the machine itself.
#
#   sudo training/environment.sh TREE            makes it (about 3 GB, a few minutes; needs mmdebstrap and root)
#   sudo training/environment.sh TREE COMMAND…   runs a command in it, in this checkout, with its parent folder visible
#
# Packages come from the mirror that the machine's own apt is configured with.
set -euo pipefail

packages=python3,python3-torch,python3-torchaudio,python3-onnx,python3-onnxruntime,python3-numpy,python3-scipy
# Without OpenBLAS, Debian's PyTorch multiplies matrices ten times slower.
packages+=,libopenblas0-pthread,python3-opencv,python3-soundfile,python3-pandas,ffmpeg

if [[ $# -lt 1 ]]; then
    echo "usage: $0 TREE [COMMAND…]" >&2
    exit 2
fi
tree=$1
shift
checkout=$(cd "$(dirname "$0")/.." && pwd)

if [[ ! -e $tree/usr/bin/python3 ]]; then
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | head -n 1)
    if [[ -z $mirror ]]; then
        echo "apt has no package source on this machine: run apt-get update first." >&2
        exit 1
    fi
    mmdebstrap --mode=root --variant=apt --include="$packages" --aptopt='Apt::Install-Recommends "false"' \
        trixie "$tree" "deb $mirror trixie main"
fi

if [[ $# -gt 0 ]]; then
    # A mount namespace of its own: the binds vanish with the command.
    around=$(dirname "$checkout")
    mkdir -p "$tree$around"
    exec unshare --mount bash -euc '
        tree=$1 around=$2 checkout=$3
        shift 3
        for part in /proc /sys /dev "$around"; do mount --rbind "$part" "$tree$part"; done
        exec chroot "$tree" env --chdir="$checkout" "$@"
    ' inside "$tree" "$around" "$checkout" "$@"
fi
