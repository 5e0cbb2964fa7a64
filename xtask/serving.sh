#!/usr/bin/env bash
# Ready thumbnails: requests per second of pictures of 640 pixels, and of 304 answers, by three ways in turn: tintype itself, nginx with
# sendfile from the folder of the same files, and nginx that is told by tintype where they are (accel_redirect).
#
#   xtask/serving.sh            (ROUNDS=3, SECONDS_EACH=5, PICTURES=200, CONNECTIONS=32)
#
# Needs wrk, nginx, curl and python3. Data lies in a temporary folder on a memory disk (BENCH_DIR to choose where): all files are in memory
# anyway after the first round, which is not counted.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5} pictures=${PICTURES:-200} connections=${CONNECTIONS:-32}
direct=18921 behind=18922 front=18923
work=$(mktemp -d "${BENCH_DIR:-/dev/shm}/tintype-serving.XXXXXX")
children=()
finish() { for it in "${children[@]}"; do kill "$it" 2>/dev/null || true; done; wait 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
for tool in wrk nginx curl python3 pgrep; do
  command -v "$tool" >/dev/null || { echo "missing $tool: apt-get install $tool" >&2; exit 1; }
done
cargo build --release --bin tintype 2>/dev/null
tintype=${CARGO_TARGET_DIR:-target}/release/tintype

export TINTYPE_DATA_DIR="$work/site" ROCKET_LOG_LEVEL=off RUST_LOG=off
unset TINTYPE_DATABASE_URL TINTYPE_ACCEL_REDIRECT
"$tintype" demo --users 20 --photos "$pictures" --comments 0 --pictures "$pictures" >/dev/null

answers() { # port
  for _ in $(seq 200); do curl -sf -o /dev/null "http://127.0.0.1:$1/healthz" && return; sleep 0.05; done
  echo "nobody answers at port $1" >&2; exit 1
}

ROCKET_PORT=$direct "$tintype" >/dev/null 2>&1 & children+=($!)
answers $direct
ROCKET_PORT=$behind TINTYPE_ACCEL_REDIRECT=/pictures/ "$tintype" >/dev/null 2>&1 & children+=($!)
answers $behind

# nginx as its own documentation has it for files that do not change; `plain` is the same folder without anybody asked.
cat > "$work/nginx.conf" <<CONF
$([ "$(id -u)" != 0 ] || echo 'user root;')
worker_processes auto;
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  tcp_nopush on;
  etag on;
  keepalive_requests 1000000000;
  client_body_temp_path $work/nginx-body;
  proxy_temp_path $work/nginx-proxy;
  fastcgi_temp_path $work/nginx-fastcgi;
  uwsgi_temp_path $work/nginx-uwsgi;
  scgi_temp_path $work/nginx-scgi;
  upstream tintype { server 127.0.0.1:$behind; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:$front;
    location / { proxy_pass http://tintype; proxy_http_version 1.1; proxy_set_header Connection ""; }
    location /plain/ { alias $work/site/media/; }
    location /pictures/ {
      internal;
      alias $work/site/media/;
      add_header X-Content-Type-Options nosniff;
      add_header Content-Security-Policy "default-src 'none'; sandbox";
    }
  }
}
CONF
nginx -c "$work/nginx.conf" -e "$work/nginx.log" & children+=($!)
answers $front
mapfile -t workers < <(pgrep -P "${children[-1]}")
ticks() { cat $(printf '/proc/%s/stat ' "${children[@]}" "${workers[@]}") | awk '{ sum += $14 + $15 } END { print sum }'; } # CPU of all servers

# Addresses of one picture a photo, 640 pixels by the longer edge; the same behind nginx, and in its plain folder. All three are compared.
python3 - $direct $behind $front "$work" <<'PY'
import json, sys, urllib.request as web
direct, behind, front, work = sys.argv[1:]
def fetch(port, path, **kw):
    with web.urlopen(web.Request(f"http://127.0.0.1:{port}{path}", **kw)) as answer:
        return answer.headers, answer.read()
ours, plain, sizes, after = [], [], [], ""
while True:
    page = json.loads(fetch(direct, f"/api/v1/photos?limit=100&after={after}")[1])
    for photo in page["items"]:
        for size in photo["images"][0]["variants"]:
            if max(size["width"], size["height"]) == 640:
                place = size["url"]
                headers, bytes_ = fetch(direct, place)
                file = fetch(behind, place)[0]["x-accel-redirect"].replace("/pictures/", "/plain/")
                etags = [headers["etag"]] + [fetch(front, it)[0]["etag"] for it in (file, place)]
                assert bytes_ == fetch(front, file)[1] == fetch(front, place)[1], place
                ours.append((place, etags[0], etags[2])); plain.append((file, etags[1])); sizes.append(len(bytes_))
    after = page["next"]
    if not after: break
assert ours, "no picture of 640 pixels"
for name, lines in (("ours", ours), ("plain", plain)):
    with open(f"{work}/{name}", "w") as out: out.writelines(" ".join(it) + "\n" for it in lines)
sizes.sort()
middle = sizes[len(sizes) // 2]
one = min(range(len(ours)), key=lambda it: abs(len(fetch(direct, ours[it][0])[1]) - middle))
with open(f"{work}/one", "w") as out: print(*ours[one], *plain[one], file=out)
print(f"{len(ours)} pictures of 640 pixels, {min(sizes)} to {max(sizes)} bytes, {sum(sizes) // len(sizes)} on average; the one: {middle} bytes")
PY

# What wrk says at the end, as numbers; what is not 2xx or 304, and what broke, ends everything.
cat > "$work/one.lua" <<'LUA'
done = function(summary, latency)
  local wrong = summary.errors
  io.write(string.format("RESULT %.0f %.3f %.0f %d %d\n", summary.requests / summary.duration * 1e6, latency:percentile(99) / 1000,
    summary.bytes / summary.requests, wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout, summary.requests))
end
LUA
cat "$work/one.lua" - > "$work/many.lua" <<'LUA'
local ask = {}
for line in io.lines(os.getenv("ADDRESSES")) do ask[#ask + 1] = line:match("^%S+") end
math.randomseed(1)
init = function() for it = 1, #ask do ask[it] = wrk.format("GET", ask[it]) end end
request = function() return ask[math.random(#ask)] end
LUA

run() { # name of the figure, port, address, expected status, least bytes an answer, further arguments of wrk
  local figure=$1 port=$2 address=$3 status=$4 least=$5; shift 5
  local url="http://127.0.0.1:$port$address" headers=() it previous=
  for it in "$@"; do [ "$previous" != -H ] || headers+=(-H "$it"); previous=$it; done
  if [ "$(curl -s -o /dev/null -w '%{http_code}' "${headers[@]}" "$url")" != "$status" ]; then echo "$figure: not $status" >&2; exit 1; fi
  local before after; before=$(ticks)
  wrk -t1 -c"$connections" -d"${seconds}s" "$@" "$url" > "$work/wrk"
  after=$(ticks)
  awk -v figure="$figure" -v least="$least" -v cpu="$(((after - before) * 1000000 / $(getconf CLK_TCK)))" '
    $1 == "RESULT" { found = 1; if ($5 > 0 || $4 < least) exit 1; print figure, $2, $3, cpu / $6 }
    END { if (!found) exit 1 }' "$work/wrk" >> "$work/$counted" || { echo "$figure: answers are wrong" >&2; cat "$work/wrk" >&2; exit 1; }
}

read -r place etag etag_front file etag_plain < "$work/one"
least=$(curl -s "http://127.0.0.1:$direct$place" | wc -c)
for round in $(seq 0 "$rounds"); do
  counted=results; [ "$round" != 0 ] || counted=warm
  for figure in one many 304; do
    for way in "direct $direct $place $etag ours" "nginx $front $file $etag_plain plain" "accel $front $place $etag_front ours"; do
      read -r name port address tag list <<< "$way"
      case $figure in
        one) run "$name.one" "$port" "$address" 200 "$least" -s "$work/one.lua" ;;
        many) ADDRESSES="$work/$list" run "$name.many" "$port" "$address" 200 1000 -s "$work/many.lua" ;;
        304) run "$name.304" "$port" "$address" 304 1 -s "$work/one.lua" -H "If-None-Match: $tag" ;;
      esac
    done
  done
done

echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg); medians of $rounds rounds of $seconds s, the three ways after each other"
python3 - "$work/results" <<'PY'
import collections, statistics, sys
rates, tails, costs = (collections.defaultdict(list) for _ in range(3))
for name, rate, tail, cost in (line.split() for line in open(sys.argv[1])):
    rates[name].append(float(rate)); tails[name].append(float(tail)); costs[name].append(float(cost))
middle = statistics.median
for figure in ("one", "many", "304"):
    nginx = f"nginx.{figure}"
    for way in ("direct", "nginx", "accel"):
        it = f"{way}.{figure}"
        ratios = [ours / theirs for ours, theirs in zip(rates[it], rates[nginx])] # of each round: what else the machine does changes
        print(f"  {figure:5} {way:7} {middle(rates[it]):7.0f} req/s   p99 {middle(tails[it]):6.2f} ms   {middle(ratios):.2f} of nginx "
              f"({min(ratios):.2f} to {max(ratios):.2f})   {middle(costs[it]):5.1f} us of CPU, {middle(costs[nginx]) / middle(costs[it]):.2f} by that")
PY
