#!/usr/bin/env bash
# The figures of docs/benchmarks.md: requests per second and p99 of three addresses at 20,000 photos, on SQLite and on PostgreSQL; memory;
# time to the first answer; size. One run, one machine: compare ratios.
#
#   cargo xtask postgres -- xtask/bench.sh            (PHOTOS=2000 for a quick look; CLEAN=1 also times a clean build)
#
# Needs wrk, curl and python3. Data lies in a temporary folder (BENCH_DIR to choose where; a memory disk fills faster and does not
# change what is measured, which is reading).
set -euo pipefail
cd "$(dirname "$0")/.."
photos=${PHOTOS:-20000} comments=${COMMENTS:-$((photos * 5))} users=${USERS:-1000} seconds=${SECONDS_EACH:-10}
target=${CARGO_TARGET_DIR:-target}
work=$(mktemp -d "${BENCH_DIR:-/dev/shm}/tintype-bench.XXXXXX")
server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

if [ "${CLEAN:-}" = 1 ]; then
  begin=$(date +%s)
  CARGO_TARGET_DIR="$work/target" cargo build --release --bin tintype 2>/dev/null
  echo "clean release build: $(($(date +%s) - begin)) s"
  rm -rf "$work/target"
fi
cargo build --release --bin tintype 2>/dev/null
tintype=$target/release/tintype
echo "binary: $(stat -c %s "$tintype") bytes"

cat > "$work/photo.lua" <<'LUA'
local addresses = {}
for line in io.lines(os.getenv("ADDRESSES")) do addresses[#addresses + 1] = line end
math.randomseed(1)
request = function() return wrk.format("GET", addresses[math.random(#addresses)]) end
LUA

memory() { awk -v what="$1" '$1 == what":" { printf "%.0f", $2 / 1024 }' "/proc/$server/status"; }

start() { # the time from exec to the first answer, in ms
  python3 - "$tintype" "$TINTYPE_DATA_DIR" "$ROCKET_PORT" <<'PY'
import subprocess, sys, time, urllib.request
program, folder, port = sys.argv[1:]
begin = time.monotonic()
server = subprocess.Popen([program], stdout=subprocess.DEVNULL, stderr=open(folder + "/err.log", "w"))
while True:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).read(); break
    except OSError:
        time.sleep(0.001)
print(server.pid, round((time.monotonic() - begin) * 1000))
PY
}

load() { # name, address, further arguments of wrk
  local name=$1 address=$2; shift 2
  wrk -t1 -c16 -d3s "$@" "http://127.0.0.1:$ROCKET_PORT$address" > /dev/null
  wrk -t1 -c16 -d"${seconds}s" --latency "$@" "http://127.0.0.1:$ROCKET_PORT$address" > "$work/wrk.txt"
  if grep -q 'Non-2xx' "$work/wrk.txt"; then echo "$name answered with errors" >&2; cat "$work/wrk.txt" >&2; exit 1; fi
  awk -v name="$name" '/Requests\/sec/ { rps = $2 } $1 == "50%" { p50 = $2 } $1 == "99%" { p99 = $2 }
    END { printf "  %-28s %8.0f req/s   p50 %8s   p99 %8s\n", name, rps, p50, p99 }' "$work/wrk.txt"
}

measure() { # database name, its address
  export TINTYPE_DATA_DIR="$work/$1" TINTYPE_DATABASE_URL=$2 ROCKET_PORT=18917 ROCKET_LOG_LEVEL=off RUST_LOG=off
  mkdir -p "$TINTYPE_DATA_DIR"
  local begin; begin=$(date +%s)
  "$tintype" demo --users "$users" --photos "$photos" --comments "$comments" --pictures 200 > /dev/null
  echo "$1: $photos photos and $comments comments made in $(($(date +%s) - begin)) s"
  read -r server started <<< "$(start)"
  sleep 1
  echo "  started in $started ms, idle $(memory VmRSS) MiB"
  export ADDRESSES="$work/addresses"
  python3 - "$ROCKET_PORT" > "$ADDRESSES" <<'PY'
import json, sys, urllib.request
after = ""
for _ in range(60):
    with urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/api/v1/photos?limit=100&after={after}") as answer:
        page = json.load(answer)
    for photo in page["items"]: print(photo["url"])
    after = page["next"]
    if not after: break
PY
  load "newest page (/new)" /new
  load "photo page, random" / -s "$work/photo.lua"
  load "/api/v1/photos" /api/v1/photos
  echo "  memory at the end: $(memory VmRSS) MiB, at most $(memory VmHWM) MiB"
  kill "$server"; wait "$server" 2>/dev/null || true; server=
}

measure sqlite "sqlite://$work/sqlite/tintype.db"
if [ -n "${TEST_POSTGRES_URL:-}" ]; then
  psql -q "$TEST_POSTGRES_URL" -c 'CREATE DATABASE bench' >/dev/null
  measure postgres "${TEST_POSTGRES_URL/\/postgres?//bench?}"
else
  echo "no TEST_POSTGRES_URL: start me by cargo xtask postgres -- xtask/bench.sh" >&2; exit 1
fi
