#!/usr/bin/env bash
# What it costs to count views: the page of a photo and its JSON twin, asked for by visitors who count, each for the first time, by one who was
# counted already, and by browsers that only fetch ahead, who do not count, in turn (A B C A B C). One run, one machine: compare ratios.
#
#   xtask/counting.sh           (ROUNDS=7, SECONDS_EACH=4, CONNECTIONS=8; DATABASE=sqlite; with postgres: cargo xtask postgres -- …)
#
# Needs wrk, curl and python3. Data lies below BENCH_DIR (/var/tmp), because on a memory disk writing costs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-7} seconds=${SECONDS_EACH:-4} connections=${CONNECTIONS:-8} port=18931
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/tintype-counting.XXXXXX")
server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
for tool in wrk curl python3; do
  command -v "$tool" >/dev/null || { echo "missing $tool: apt-get install $tool" >&2; exit 1; }
done
[ -n "${NO_BUILD:-}" ] || cargo build --release --bin tintype 2>/dev/null
tintype=${TINTYPE:-${CARGO_TARGET_DIR:-target}/release/tintype}

export TINTYPE_DATA_DIR="$work/site" ROCKET_LOG_LEVEL=off RUST_LOG=off TINTYPE_RATE_LIMITS=false TINTYPE_TRUSTED_PROXIES=127.0.0.1
unset TINTYPE_DATABASE_URL
[ "${DATABASE:-sqlite}" = sqlite ] || export TINTYPE_DATABASE_URL=$TEST_POSTGRES_URL
"$tintype" demo --users 50 --photos 1000 --comments 3000 --pictures 50 >/dev/null
ROCKET_PORT=$port "$tintype" >/dev/null 2>&1 & server=$!
for _ in $(seq 400); do curl -sf -o /dev/null "http://127.0.0.1:$port/healthz" && break; sleep 0.05; done
photo=$(curl -s "http://127.0.0.1:$port/api/v1/photos?limit=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["items"][0]["id"])')

# Visitors are numbered from where the last round ended: nobody comes twice who is to be new.
cat > "$work/ask.lua" <<'LUA'
local next, kind = 0, "new"
function init(args) kind, next = args[1], tonumber(args[2]) end
function request()
  local headers = { ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" }
  local who = 0
  if kind ~= "again" then next = next + 1; who = next end
  headers["X-Forwarded-For"] = string.format("%d.%d.%d.1", 11 + math.floor(who / 65536), math.floor(who / 256) % 256, who % 256)
  if kind == "ahead" then headers["Sec-Purpose"] = "prefetch" end
  return wrk.format("GET", nil, headers)
end
function done(summary, latency)
  local wrong = summary.errors
  io.write(string.format("RESULT %.1f %d %d\n", summary.requests / summary.duration * 1e6,
    wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout, summary.requests))
end
LUA

first=0
for path in "/photos/$photo" "/api/v1/photos/$photo"; do
  for round in $(seq 0 "$rounds"); do
    for kind in ahead again new; do
      said=$(wrk -t1 -c"$connections" -d"${seconds}s" -s "$work/ask.lua" "http://127.0.0.1:$port$path" -- "$kind" "$first" | grep RESULT)
      read -r _ rate wrong asked <<< "$said"
      [ "$wrong" = 0 ] || { echo "answers are wrong: $said" >&2; exit 1; }
      [ "$kind" != new ] || first=$((first + asked + 100))
      # The first round warms up.
      [ "$round" = 0 ] || echo "$path $kind $rate" >> "$work/results"
    done
  done
done
kill "$server"; wait "$server" 2>/dev/null || true; server=
echo "${DATABASE:-sqlite}, $connections connections, load $(cut -d ' ' -f 1-3 /proc/loadavg), $rounds rounds of $seconds s in turn"
python3 - "$work/results" "$photo" <<'PY'
import collections, statistics, sys
found = collections.defaultdict(lambda: collections.defaultdict(list))
for line in open(sys.argv[1]):
    path, kind, rate = line.split()
    found[path.replace(sys.argv[2], "<id>")][kind].append(float(rate))
for path, kinds in found.items():
    for kind in ("again", "new"):
        ratios = sorted(b / a for a, b in zip(kinds["ahead"], kinds[kind]))
        print(f"  {path:22} {kind:6} {statistics.median(kinds[kind]):7.0f} req/s, {statistics.median(ratios):.3f} "
              f"({ratios[0]:.3f} to {ratios[-1]:.3f}) of {statistics.median(kinds['ahead']):.0f} without counting")
PY
