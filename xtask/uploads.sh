#!/usr/bin/env bash
# What an upload takes, and what it costs others: the time from POST to a thumbnail that a stranger gets, the newest page's p99 meanwhile,
# and memory, idle and while two photographs of 24 megapixels are on their way; with 20,000 photos in SQLite, pictures in a folder.
#
#   xtask/uploads.sh FOLDER     (PHOTOS=2000 for a quick look; ROUNDS=3, SECONDS_EACH=10)
#
# FOLDER holds JPEG photographs, 15 or more. Needs vips (apt-get install libvips-tools), wrk, curl and python3. Data lies in a temporary
# folder below BENCH_DIR, which must be on a real disk: commits wait for it.
set -euo pipefail
folder=$(realpath "${1:?usage: xtask/uploads.sh FOLDER}")
cd "$(dirname "$0")/.."
photos=${PHOTOS:-20000} rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-10}
work=$(mktemp -d "${BENCH_DIR:-${TMPDIR:-/tmp}}/tintype-uploads.XXXXXX")
server= client=
finish() { for it in $client $server; do kill "$it" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
for tool in vips vipsheader wrk curl python3; do
  command -v "$tool" >/dev/null || { echo "missing $tool: see the top of $0" >&2; exit 1; }
done
cargo build --release --bin tintype 2>/dev/null
tintype=${CARGO_TARGET_DIR:-target}/release/tintype

# Photographs that no run has seen: each as it is and three quarters of it from several places, and two of 6,000 by 4,000 pixels a round.
mkdir "$work/new" "$work/large"
nth=0
for shift in whole 0 3 6 9 12 15 18 21; do
  for photo in "$folder"/*.jpg; do
    printf -v to '%s/new/%04d.jpg' "$work" "$nth"
    nth=$((nth + 1))
    if [ "$shift" = whole ]; then cp "$photo" "$to"; continue; fi
    width=$(vipsheader -f width "$photo") height=$(vipsheader -f height "$photo")
    vips crop "$photo" "$to[Q=90]" $((width * shift / 100)) $((height * shift / 100)) $((width * 3 / 4)) $((height * 3 / 4))
  done
done
while read -r photo; do
  vips thumbnail "$photo" "$work/large/$(basename "$photo")[Q=90]" 6000 --height 4000 --size force
done < <(ls -S "$folder"/*.jpg | head -n $((2 * rounds)))

export TINTYPE_DATA_DIR="$work/site" ROCKET_PORT=18931 ROCKET_LOG_LEVEL=off RUST_LOG=off
unset TINTYPE_DATABASE_URL TINTYPE_ACCEL_REDIRECT
site=http://127.0.0.1:$ROCKET_PORT
"$tintype" demo --users $((photos / 20)) --photos "$photos" --comments $((photos * 5)) --pictures 200 >/dev/null
password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
echo "$password" | "$tintype" user add uploader --email uploader@example.org --verified --password-stdin >/dev/null

start() {
  "$tintype" >/dev/null 2>"$work/server.log" & server=$!
  for _ in $(seq 200); do curl -sf -o /dev/null "$site/healthz" && return; sleep 0.05; done
  cat "$work/server.log" >&2; exit 1
}
stop() { kill "$server"; wait "$server" 2>/dev/null || true; server=; }
status() { awk -v what="$1:" '$1 == what { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }

cat > "$work/client.py" <<'PY'
"""client.py TOKEN FROM COUNT|forever|pair FILES…: posts files one after the other (or all at once) until the first size of each is there
for a stranger; prints milliseconds: to the answer to the POST, to the thumbnail."""
import http.client, json, os, sys, threading, time
token, mode, files = sys.argv[1], sys.argv[2], sys.argv[3:]
port = int(os.environ["ROCKET_PORT"])
def post(line, path):
    with open(path, "rb") as file: bytes_ = file.read()
    cut = "cut7d1f0a5e"
    head = f'--{cut}\r\nContent-Disposition: form-data; name="title"\r\n\r\nA photograph\r\n--{cut}\r\nContent-Disposition: form-data; ' \
           f'name="file"; filename="photo.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = head.encode() + bytes_ + f"\r\n--{cut}--\r\n".encode()
    begin = time.monotonic()
    line.request("POST", "/api/v1/photos", body, {"Authorization": f"Bearer {token}", "Content-Type": f"multipart/form-data; boundary={cut}"})
    answer = line.getresponse(); photo = json.load(answer)
    if answer.status != 201: sys.exit(f"{path}: {answer.status} {photo}")
    posted = time.monotonic()
    stranger = http.client.HTTPConnection("127.0.0.1", port)
    def get(place):
        stranger.request("GET", place)
        answer = stranger.getresponse()
        return answer.status, answer.read()
    while not photo["images"][0]["variants"]:
        time.sleep(0.005)
        status, said = get("/api/v1/photos/" + photo["id"])
        if status == 200: photo = json.loads(said)
    status, picture = get(photo["images"][0]["variants"][0]["url"])
    if status != 200 or not picture.startswith(b"\xff\xd8"): sys.exit(f"{path}: no thumbnail, {status}")
    print(round((posted - begin) * 1e3, 1), round((time.monotonic() - begin) * 1e3, 1), path, flush=True)
def fresh(): return http.client.HTTPConnection("127.0.0.1", port)
if mode == "one":
    line = fresh()
    for path in files: post(line, path)
    if os.environ.get("FOREVER"): sys.exit("not enough photographs")
else:
    broken = []
    def run(path):
        try: post(fresh(), path)
        except BaseException as why: broken.append(why)
    threads = [threading.Thread(target=run, args=(it,)) for it in files]
    for it in threads: it.start()
    for it in threads: it.join()
    if broken: sys.exit(str(broken))
PY

python3 - "$work" <<'PY'
import os, sys, time
with open(sys.argv[1] + "/sync", "wb", buffering=0) as file:
    times, begin = 0, time.monotonic()
    while time.monotonic() - begin < 1: file.write(bytes(4096)); os.fdatasync(file.fileno()); times += 1
print(f"load {open('/proc/loadavg').read().rsplit(' ', 2)[0]}; the disk takes {times} fdatasync/s; {os.cpu_count()} cores")
PY

# Memory first, of fresh processes. What is mapped from files (the program, the database) the system can take back: RssAnon is ours.
: > "$work/memory"
set -- "$work"/large/*.jpg
for _ in $(seq "$rounds"); do
  start
  sleep 2
  token=$(curl -sf -d login=uploader -d "password=$password" "$site/api/v1/login" | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
  idle="$(status VmRSS) $(status RssAnon)"
  echo 5 > "/proc/$server/clear_refs" # VmHWM begins anew
  python3 - "$server" "$work/stop" > "$work/peak" <<'PY' & client=$!
import os, re, sys, time
most = 0
while not os.path.exists(sys.argv[2]):
    with open(f"/proc/{sys.argv[1]}/status") as file: most = max(most, int(re.search(r"RssAnon:\s+(\d+)", file.read())[1]))
    time.sleep(0.002)
print(round(most / 1024, 1))
PY
  python3 "$work/client.py" "$token" pair "$1" "$2" >/dev/null
  shift 2
  touch "$work/stop"; wait "$client"; client=; rm "$work/stop"
  sleep 5
  echo "$idle $(status VmHWM) $(cat "$work/peak") $(status VmRSS) $(status RssAnon)" >> "$work/memory"
  stop
done
python3 - "$work/memory" <<'PY'
import statistics, sys
rows = list(zip(*(map(float, line.split()) for line in open(sys.argv[1]))))
middle = [f"{statistics.median(it):.0f} MiB ({min(it):.0f} to {max(it):.0f})" for it in rows]
print(f"memory, idle, 2 s after the start: resident {middle[0]}, of which ours {middle[1]}")
print(f"  while two photographs of 24 megapixels are uploaded, at most: resident {middle[2]}, ours {middle[3]}; 5 s later {middle[4]}, {middle[5]}")
PY

# One client, one photograph after the other.
start
token=$(curl -sf -d login=uploader -d "password=$password" "$site/api/v1/login" | python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])')
mapfile -t files < <(ls "$work"/new/*.jpg)
python3 "$work/client.py" "$token" one "${files[@]:0:42}" > "$work/times"
python3 - "$work/times" <<'PY'
import statistics, sys
rows = [line.split() for line in open(sys.argv[1])]
for name, column in (("POST to 201", 0), ("POST to thumbnail", 1)):
    it = sorted(float(row[column]) for row in rows)
    print(f"{len(it)} photographs, {name}: median {statistics.median(it):.0f} ms, p95 {it[round(0.95 * (len(it) - 1))]:.0f} ms, at most {it[-1]:.0f} ms")
middle = statistics.median(float(row[1]) for row in rows)
print(f"  Piwigo takes 0.5 s and 1 s for the first derivative: {1500 / middle:.1f} times as long")
PY

# The newest page, four connections, quiet and during uploads in turn.
newest() { # name
  wrk -t1 -c4 -d"${seconds}s" --latency "$site/new" > "$work/wrk"
  if grep -qE 'Non-2xx|Socket errors' "$work/wrk"; then cat "$work/wrk" >&2; exit 1; fi
  python3 - "$1" "$work/wrk" >> "$work/newest" <<'PY'
import re, sys
said = open(sys.argv[2]).read()
unit = {"us": 0.001, "ms": 1, "s": 1000}
def at(which): number, what = re.search(rf"\b{which}%\s+([\d.]+)(us|ms|s)\b", said).groups(); return float(number) * unit[what]
print(sys.argv[1], re.search(r"Requests/sec:\s+([\d.]+)", said)[1], at(50), at(99))
PY
}
[ "$(curl -s -o /dev/null -w '%{http_code}' "$site/new")" = 200 ]
wrk -t1 -c4 -d3s "$site/new" >/dev/null
begin=42 uploads=0
for _ in $(seq "$rounds"); do
  newest idle
  FOREVER=1 python3 "$work/client.py" "$token" one "${files[@]:$begin}" > "$work/times" & client=$!
  sleep 0.5
  newest uploads
  kill "$client" || { echo "the uploads ended before the run did" >&2; exit 1; }
  wait "$client" 2>/dev/null || true; client=
  made=$(wc -l < "$work/times"); uploads=$((uploads + made)); begin=$((begin + made + 1))
  sleep 2
done
python3 - "$work/newest" "$uploads" <<'PY'
import statistics, sys
rows = [line.split() for line in open(sys.argv[1])]
def middle(name, column): return statistics.median(float(row[column]) for row in rows if row[0] == name)
for name in ("idle", "uploads"):
    print(f"newest page, {name}: {middle(name, 1):.0f} req/s, p50 {middle(name, 2):.1f} ms, p99 {middle(name, 3):.1f} ms; p99 of each",
          *(row[3] for row in rows if row[0] == name))
print(f"  p99 ratio {middle('uploads', 3) / middle('idle', 3):.2f}; {sys.argv[2]} photographs were uploaded meanwhile")
PY
stop
echo "load at the end: $(cut -d ' ' -f 1-3 /proc/loadavg)"
