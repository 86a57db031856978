"""Write a checkpoint as the folder that the package reads.

    python export.py RUN/epoch-N.pt --gold GOLD_FOLDER --pretrained MINILM_FOLDER --out ../trained/encoder

model.onnx (int8 weights), vocab.txt, meta.json and README.md (the model card, filled from card.md); the dev
scores in them are those of the exported file itself.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from data import load
from encode import Matrices, Run, biases_of, torch_run
from evaluate import roles_by_type, score
from model import DISTANCES, Encoder, Head, restore
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from extract.annotate.network.wordpiece import SHAPES, WordPiece

Scores = dict[str, dict[str, float]]
CHUNK = 1
HEADLINES = (
    "tokens.source",
    "tokens.cue",
    "tokens.content",
    "claim",
    "trigger_strict",
    "argument",
    "record_strict",
)


class Attention(torch.autograd.Function):
    """Attention of all heads as one operator of onnxruntime; only ever traced, so `forward` gives just the shape."""

    @staticmethod
    def forward(ctx: Any, q: Tensor, k: Tensor, v: Tensor, bias: Tensor, heads: int) -> Tensor:
        return torch.zeros_like(q)

    @staticmethod
    def symbolic(g: Any, q: Any, k: Any, v: Any, bias: Any, heads: int) -> Any:
        return g.op("com.microsoft::MultiHeadAttention", q, k, v, bias, num_heads_i=heads).setType(q.type())


class Whole(nn.Module):
    """Ids and shapes in, one matrix for each head out."""

    def __init__(self, model: Encoder) -> None:
        super().__init__()
        self.model = model
        for number, layer in enumerate(model.layers):
            for name, part in zip("qkv", layer.qkv.weight.detach().chunk(3), strict=True):
                self.register_buffer(f"{name}{number}", part.T.contiguous())

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        model = self.model
        x = model.embed(ids, shapes)
        for number, layer in enumerate(model.layers):
            q, k, v = (x @ getattr(self, f"{name}{number}") for name in "qkv")
            x = layer.add(x, Attention.apply(q, k, v, layer.qkv.bias, layer.heads))
            x = layer.norm2(x + layer.feed(x))
        return tuple(head(x) for head in model.heads.values())


def onnx_run(path: Path, threads: int = 1) -> Run:
    """Read windows with an exported file, sixteen at a time."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]

    def run(ids: np.ndarray, shapes: np.ndarray) -> Matrices:
        parts = [
            session.run(names, {"ids": ids[i : i + CHUNK], "shapes": shapes[i : i + CHUNK]})
            for i in range(0, len(ids), CHUNK)
        ]
        return {name: np.concatenate([part[k] for part in parts]) for k, name in enumerate(names)}

    return run


def write(model: Encoder, path: Path, *, int8: bool = True) -> None:
    """Export, fuse what onnxruntime can fuse, and store weights in eight bits."""
    names = list(model.declared)
    example = torch.ones((2, 64), dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            Whole(model).eval(),
            (example, torch.zeros_like(example)),
            plain,
            input_names=["ids", "shapes"],
            output_names=names,
            opset_version=17,
            dynamo=False,
            custom_opsets={"com.microsoft": 1},
            dynamic_axes={name: {0: "windows", 1: "pieces"} for name in ("ids", "shapes", *names)},
        )
        fuse(plain, fused, model)
        if int8:
            # Weights in seven of the eight bits: where a CPU has no VNNI the products are summed in 16 bits.
            quantize_dynamic(
                fused,
                path,
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": 1},
            )
        else:
            shutil.copy(fused, path)


def fuse(source: Path, target: Path, model: Encoder) -> None:
    """GELU with its bias as a single operator."""
    from onnxruntime.transformers import optimizer

    options = optimizer.FusionOptions("bert")
    options.enable_embed_layer_norm = False
    # Adding first and then norming is a fifth faster: the kernel of the fused operator is slow.
    options.enable_skip_layer_norm = False
    options.enable_bias_skip_layer_norm = False
    fused = optimizer.optimize_model(
        str(source),
        "bert",
        num_heads=model.shape.width // model.shape.head,
        hidden_size=model.shape.width,
        optimization_options=options,
        opt_level=0,
    )
    print("fused:", fused.get_fused_operator_statistics())
    fused.save_model_to_file(str(target))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--scorers", type=Path, help="folder of the scorers (default: ../eval beside the gold)")
    parser.add_argument("--pretrained", type=Path, required=True, help="folder with vocab.txt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="only so many articles of each file (for trials)")
    args = parser.parse_args()
    sys.path.insert(0, str(args.scorers or args.gold.parent / "eval"))
    torch.set_num_threads(1)

    model, state = restore(args.checkpoint)
    config = state["config"]
    args.out.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.pretrained / "vocab.txt", args.out / "vocab.txt")
    write(model, args.out / "model.onnx")

    wordpiece = WordPiece.from_file(args.out / "vocab.txt")
    dev, allowed = {}, {}
    for corpus in config["corpus"]:
        dev[corpus["name"]] = load(args.gold / corpus["dev"], corpus, wordpiece, model.declared, limit=args.limit)
        if corpus["reader"] == "incidents":
            allowed = roles_by_type(load(args.gold / corpus["train"], corpus, wordpiece, model.declared))
    run = config["run"]
    setting = (biases_of(model), model.declared, dev, allowed, wordpiece, run["window"], run["overlap"])
    scores, records = score(onnx_run(args.out / "model.onnx"), *setting)
    before, _ = score(torch_run(model), *setting)
    meta = {
        "format": 1,
        "window": run["window"],
        "overlap": run["overlap"],
        "chunk": CHUNK,
        "shapes": SHAPES,
        "distances": DISTANCES,
        "heads": [describe(model, head) for head in model.declared.values()],
        "roles_by_type": {kind: sorted(roles) for kind, roles in sorted(allowed.items())},
        "scores": {"dev, this file": scores, "dev, before quantisation": before},
        "data": [corpus["train"] for corpus in config["corpus"]],
        "licence": "body Apache-2.0 (all-MiniLM-L6-v2); what the corpora state: README.md",
        "command": "models/training/make.sh GOLD WORK",
        "sha256": hashlib.sha256((args.out / "model.onnx").read_bytes()).hexdigest(),
    }
    (args.out / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", encoding="utf-8")
    for corpus, found in records.items():
        lines = "".join(json.dumps(record) + "\n" for record in found)
        args.checkpoint.with_suffix(f".{corpus}.jsonl").write_text(lines, encoding="utf-8")
    log = args.checkpoint.with_name("log.jsonl")
    (args.out / "README.md").write_text(card(model, state, scores, before, log, args.out), encoding="utf-8")
    print(json.dumps(meta["scores"], indent=1))


def card(model: Encoder, state: dict[str, Any], scores: Scores, before: Scores, log: Path, out: Path) -> str:
    """The model card."""
    rows = ["| | this file | before quantisation |", "| --- | --- | --- |"]
    for corpus, found in scores.items():
        rows += [f"| {corpus}: {name} | {x} | {before[corpus][name]} |" for name, x in found.items()]
    curve = []
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["epoch"] <= state["epoch"]:
            linked = {name for name, head in model.declared.items() if head.linked}
            told = [f"loss {name} {loss:.3f}" for name, loss in entry["loss"].items() if name not in linked]
            told += [f"dev {c} {k} {d[k]}" for c, d in entry["dev"].items() for k in HEADLINES if k in d]
            curve.append(f"- epoch {entry['epoch'] + 1}: {', '.join(told)}")
    return (
        (Path(__file__).parent / "card.md")
        .read_text(encoding="utf-8")
        .format(
            layers=len(model.shape.inner),
            width=model.shape.width,
            heads=", ".join(map(str, model.shape.heads)),
            inner=", ".join(map(str, model.shape.inner)),
            size=round((out / "model.onnx").stat().st_size / 1e6, 1),
            command="`models/training/make.sh GOLD WORK`",
            data=", ".join(corpus["train"] for corpus in state["config"]["corpus"]),
            scores="\n".join(rows),
            curve="\n".join(curve),
        )
    )


def describe(model: Encoder, head: Head) -> dict[str, Any]:
    """One head as the reader of the folder needs it."""
    told: dict[str, Any] = {"name": head.name, "kind": head.kind}
    if head.linked:
        return told | {"size": head.size, "bias": [round(x, 5) for x in model.biases[head.name].tolist()]}
    return told | {"labels": list(head.labels)}


if __name__ == "__main__":
    main()
