"""Turns raw/*.jsonl into the machine-readable results that the lessons show, and the tables of README.md.

Usage: python3 collect.py OUT.json [--tables]
"""
import collections, glob, json, os, re, statistics, sys

HERE = os.path.dirname(os.path.abspath(__file__))
DATE = "2026-11-24"
HW = "1x NVIDIA H100 80GB HBM3 (700 W), driver 580.159.04, 16 vCPU Intel Xeon, CUDA 13.0, PyTorch 2.11.0"
SHAPE = "Llama-3.1-8B shape, random weights"
VLLM, SGL = "0.26.0", "0.5.17 (sglang-kernel 0.4.5)"
LLAMA = "commit 0c1e57098, 2026-10-01 (as vendored by llama-cpp-python 0.3.36)"
FW = {"vllm": ("vLLM", VLLM), "sglang": ("SGLang", SGL), "llama": ("llama.cpp", LLAMA)}
ROWS = []


def who(server):
    f, v = FW[server.split("-")[0]]
    dtype = "bf16" if f != "llama.cpp" else re.search(r"(F16|Q4_K_M|Q8_0)$", server).group(1)
    return f, v, dtype


NOT_MEASURED = ["TensorRT-LLM was not measured: it could not be installed on this machine."]
LLAMA_BENCH = "$BENCH_ROOT/llama/llama-batched-bench -m $GGUF_DIR/%s.gguf -ngl 99 -fit off -c 262144 -npp 512 -ntg 256 -npl 1,4,16,64,256,1,4,16,64,256"


def add(exp, fw, version, dtype, params, metric, unit, values, **extra):
    vs = [v for v in values if v is not None]
    if not vs:
        return
    ROWS.append({"experiment": exp, "framework": fw, "version": version, "model_shape": SHAPE, "dtype": dtype,
                 "params": params, "metric": metric, "unit": unit, "value": round(statistics.median(vs), 3),
                 "repetitions": len(vs), "spread": [round(min(vs), 3), round(max(vs), 3)], "date": DATE,
                 "hardware": HW, **extra})


UNITS = {"output_tok_s": "tokens/s", "total_tok_s": "tokens/s", "ttft_p50_ms": "ms", "ttft_mean_ms": "ms",
         "ttft_p99_ms": "ms", "tpot_p50_ms": "ms", "tpot_p99_ms": "ms", "e2e_p50_ms": "ms", "e2e_p99_ms": "ms",
         "wall_s": "s", "cached_prompt_tokens": "tokens", "generated_tokens": "tokens", "gpu_power_w_mean": "W"}
VARIANT = {"vllm-cold": "default", "vllm-eager": "--enforce-eager", "sglang": "default",
           "llama-server-F16": "default CPU sampling", "llama-server-Q4_K_M": "default CPU sampling",
           "llama-server-bs-F16": "--backend-sampling"}

recs = []
for f in sorted(glob.glob(os.path.join(HERE, "..", "raw", "*.jsonl"))):
    recs += [json.loads(l) for l in open(f)]

COMMAND = {r["server"]: " ".join(r["cmd"]) for r in recs if r["experiment"] == "startup"}

groups = collections.OrderedDict()
for r in recs:
    if "result" in r:
        meta = {k: v for k, v in r.items() if k not in ("t", "experiment", "server", "rep", "result", "machine_no")}
        groups.setdefault((r["experiment"], r["server"], json.dumps(meta, sort_keys=True)), []).append(r)
for (exp, server, meta), rs in groups.items():
    fw, ver, dt = who(server)
    p = {k: v for k, v in json.loads(meta).items() if v is not None}
    if exp == "chat":
        p["variant"] = VARIANT[server]
    for m, u in UNITS.items():
        vals = [x["result"].get(m) for x in rs]
        if m == "generated_tokens" and (not exp.startswith("mixed")):
            continue
        add(exp, fw, ver, dt, p, m, u, vals, command=COMMAND[server])

# llama.cpp's own engine benchmark: no HTTP, no sampling
bb = collections.OrderedDict()
for r in recs:
    if r["experiment"] == "batched-bench":
        bb.setdefault((r["quant"], r["pl"]), []).append(r)
for (q, pl), rs in bb.items():
    p = {"parallel": pl, "input": 512, "output": 256}
    warm = [r for r in rs if not (pl == 1 and r["rep"] == 0)]  # the first row of a run carries the warm-up
    add("batched-bench", "llama.cpp", LLAMA, q, p, "speed_tg", "tokens/s", [r["speed_tg"] for r in rs],
        command=LLAMA_BENCH % q)
    add("batched-bench", "llama.cpp", LLAMA, q, p, "speed_pp", "tokens/s", [r["speed_pp"] for r in warm],
        command=LLAMA_BENCH % q)
    add("batched-bench", "llama.cpp", LLAMA, q, p, "output_tok_s_with_prompt_time", "tokens/s",
        [pl * 256 / (r["t_pp"] + r["t_tg"]) for r in warm], command=LLAMA_BENCH % q)

for r in recs:
    if r["experiment"] == "capacity-peak":
        p = {"requests": 1100, "input": 512, "output": 256, "gpu_memory_utilization": 0.9, "max_model_len": 8192}
        for k, u in (("peak_running", "requests"), ("peak_kv_usage", "fraction"), ("preemptions", "count")):
            add("capacity", "vLLM", VLLM, "bf16", p, k, u, [r[k]], command=COMMAND[r["server"]])
    if r["experiment"] == "startup":
        fw, ver, dt = who(r["server"])
        p = {"server": r["server"], "weights": "read from page cache" if fw == "llama.cpp" else "dummy, not read from disk"}
        add("startup", fw, ver, dt, p, "ready_s", "s", [r["health_s"]], command=COMMAND[r["server"]])
        add("startup", fw, ver, dt, p, "gpu_memory_mib", "MiB", [r["gpu_mem_mib"]], command=COMMAND[r["server"]])
        log = "\n".join(r["log"])
        for pat, name, unit in ((r"torch\.compile took ([\d.]+) s", "torch_compile_s", "s"),
                                (r"Graph capturing finished in ([\d.]+) secs", "cuda_graph_capture_s", "s"),
                                (r"init engine .* took ([\d.]+) s", "engine_init_s", "s"),
                                (r"GPU KV cache size: ([\d,]+) tokens", "kv_cache_tokens", "tokens"),
                                (r"8,192 tokens per request: ([\d.]+)x", "max_full_length_requests", "requests"),
                                (r"max_total_num_tokens=(\d+)", "kv_cache_tokens", "tokens"),
                                (r"cuda_graph=\{prefill=([\d.]+)", "cuda_graph_capture_prefill_s", "s"),
                                (r"decode=([\d.]+), target", "cuda_graph_capture_decode_s", "s")):
            m = re.search(pat, log)
            if m:
                add("startup" if not name.startswith(("kv", "max")) else "capacity", fw, ver, dt, p, name, unit,
                    [float(m.group(1).replace(",", ""))], command=COMMAND[r["server"]])
about = "Three serving frameworks on one H100; README.md beside this file tells how."
whole = {"about": about, "licence": "CC BY 4.0", "not_measured": NOT_MEASURED, "rows": ROWS}
json.dump(whole, open(sys.argv[1], "w"), indent=1)
print(len(ROWS), "rows")


def get(exp, metric, **want):
    for r in ROWS:
        flat = {**r["params"], "framework": r["framework"], "dtype": r["dtype"]}
        if r["experiment"] == exp and r["metric"] == metric and all(flat.get(k) == v for k, v in want.items()):
            return r["value"]
    return None


if "--tables" in sys.argv:
    f = lambda v, n=0: "–" if v is None else f"{v:,.{n}f}"
    print("\n| server | " + " | ".join(f"N={c}" for c in (1, 4, 16, 64, 256)) + " |\n|---|" + "---:|" * 5)
    kinds = [("vLLM", "bf16", "default"), ("SGLang", "bf16", "default"), ("llama.cpp", "F16", "default CPU sampling"),
             ("llama.cpp", "F16", "--backend-sampling"), ("llama.cpp", "Q4_K_M", "default CPU sampling"),
             ("vLLM", "bf16", "--enforce-eager")]
    for metric, n in (("output_tok_s", 0), ("ttft_p50_ms", 0), ("tpot_p50_ms", 1), ("gpu_power_w_mean", 0)):
        print("**" + metric + "**")
        for fw, dt, va in kinds:
            print(f"| {fw} {dt}, {va} | " + " | ".join(
                f(get("chat", metric, framework=fw, dtype=dt, variant=va, concurrency=c), n) for c in (1, 4, 16, 64, 256)) + " |")
    for metric in ("speed_tg", "speed_pp", "output_tok_s_with_prompt_time"):
        print("**" + metric + "**")
        for q in ("F16", "Q8_0", "Q4_K_M"):
            print(f"| {q} | " + " | ".join(f(get("batched-bench", metric, dtype=q, parallel=c)) for c in (1, 4, 16, 64, 256)) + " |")
    for r in ROWS:
        if r["experiment"] in ("rag", "capacity", "startup") or r["experiment"].startswith("mixed"):
            if r["metric"] in ("total_tok_s", "tpot_p99_ms", "e2e_p99_ms", "ttft_mean_ms") and r["experiment"] != "rag":
                continue
            print(r["experiment"], r["framework"], r["dtype"], r["params"].get("variant", r["params"].get("server", "")), r["metric"], r["value"], r["spread"], r["repetitions"])
