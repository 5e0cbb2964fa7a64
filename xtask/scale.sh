#!/usr/bin/env bash
# How walls and searches answer on large sites: walls at 20,000 and 1,000,000 photos in turn (A B A B), searches at 200,000; on SQLite and on
# PostgreSQL; and by which plans. One run, one machine: compare ratios.
#
#   cargo xtask postgres -- xtask/scale.sh            (LARGE=100000 MIDDLE=50000 for a quick look; ROUNDS=3, SECONDS_EACH=5;
#                                                      ON="sqlite postgres"; WHAT="walls search plans"; ONLY=REGEX of the figures)
#
# Needs wrk, curl, python3, sqlite3 and psql. Data lies below BENCH_DIR (/var/tmp), some 4 GB; with KEEP=FOLDER it is kept there, and what is
# there already is not filled again (on PostgreSQL, for as long as that server lives).
set -euo pipefail
cd "$(dirname "$0")/.."
small=${SMALL:-20000} middle=${MIDDLE:-200000} large=${LARGE:-1000000} rounds=${ROUNDS:-3} seconds=${SECONDS_EACH:-5}
what=${WHAT:-walls search plans} on=${ON:-sqlite postgres} only=${ONLY:-.}
failed=0
work=${KEEP:-$(mktemp -d "${BENCH_DIR:-/var/tmp}/tintype-scale.XXXXXX")}
mkdir -p "$work"
declare -A server=()
finish() {
  for it in "${server[@]}"; do kill "$it" 2>/dev/null || true; done
  wait 2>/dev/null || true
  [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap finish EXIT
for tool in wrk curl python3 sqlite3 psql; do
  command -v "$tool" >/dev/null || { echo "missing $tool: see the top of $0" >&2; exit 1; }
done
[ -n "${TEST_POSTGRES_URL:-}" ] || { echo "no TEST_POSTGRES_URL: start me by cargo xtask postgres -- xtask/scale.sh" >&2; exit 1; }
[ -n "${NO_BUILD:-}" ] || cargo build --release --bin tintype 2>/dev/null
tintype=${TINTYPE:-${CARGO_TARGET_DIR:-target}/release/tintype}
export ROCKET_LOG_LEVEL=off RUST_LOG=off TINTYPE_RATE_LIMITS=false

database() { # kind, photos: its address
  case $1 in
    sqlite) echo "sqlite://$work/sqlite-$2/tintype.db" ;;
    postgres) echo "${TEST_POSTGRES_URL/\/postgres?//scale_$2?}" ;;
  esac
}

took() { # name, command: runs it and says how long it took
  local name=$1 begin; shift
  begin=$(date +%s)
  "$@" >"$work/took.log" 2>&1 || { cat "$work/took.log" >&2; exit 1; }
  echo "  $name: $(($(date +%s) - begin)) s"
}

pour() { # kind, photos: the rows of many photos. What triggers would have noted is counted and indexed as a whole afterwards.
  local sql=$work/fill.sql
  sed -e "s/@PHOTOS@/$2/g" -e "s/@NOW@/$(date +%s)000000/g" xtask/scale.sql > "$sql"
  if [ "$1" = sqlite ]; then
    { echo '.dbconfig enable_trigger off'
      echo 'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -400000; BEGIN;'
      cat "$sql"; echo "INSERT INTO fts_photos (fts_photos) VALUES ('rebuild'); COMMIT; PRAGMA journal_mode = WAL;"
    } | sqlite3 -bail "$work/sqlite-$2/tintype.db"
  else
    { echo 'SET session_replication_role = replica; SET client_min_messages = warning;'; cat "$sql"; } |
      psql -qX -v ON_ERROR_STOP=1 "$(database "$1" "$2")"
    psql -qX "$(database "$1" "$2")" -c 'VACUUM ANALYZE'
  fi
}

site() { # kind, photos: the environment of a site
  export TINTYPE_DATA_DIR="$work/$1-$2"
  TINTYPE_DATABASE_URL=$(database "$1" "$2"); export TINTYPE_DATABASE_URL
  mkdir -p "$TINTYPE_DATA_DIR"
}

fill() { # kind, photos
  site "$1" "$2"
  local there=$work/$1-$2/there
  [ ! -e "$there" ] || return 0
  echo "$1, $2 photos:"
  [ "$1" = sqlite ] || psql -qX "$TEST_POSTGRES_URL" -c "CREATE DATABASE scale_$2"
  took "1,000 of a demo" "$tintype" demo --users 1000 --photos 1000 --comments 3000 --pictures 50
  took "the others" pour "$1" "$2"
  took "rank rebuild" "$tintype" rank rebuild
  [ "$1" = sqlite ] || psql -qX "$(database "$1" "$2")" -c 'VACUUM ANALYZE'
  for nth in 999 1000; do
    "$tintype" token create "$(sql "$1" "$2" "SELECT name FROM users WHERE id = $nth")" --scope read --json
  done | python3 -c 'import json, sys; [print(json.loads(it)["token"]) for it in sys.stdin]' > "$work/$1-$2/tokens"
  touch "$there"
}

sql() { # kind, photos, statement
  if [ "$1" = sqlite ]; then sqlite3 "$work/sqlite-$2/tintype.db" "$3"; else psql -qXtA "$(database "$1" "$2")" -c "$3"; fi
}

port() { case $1 in "$small") echo 18941 ;; "$middle") echo 18942 ;; *) echo 18943 ;; esac; }

start() { # kind, photos
  site "$1" "$2"
  ROCKET_PORT=$(port "$2") "$tintype" >/dev/null 2>"$work/server-$2.log" & server[$2]=$!
  for _ in $(seq 400); do curl -sf -o /dev/null "http://127.0.0.1:$(port "$2")/healthz" && return; sleep 0.05; done
  cat "$work/server-$2.log" >&2; exit 1
}
stop() { kill "${server[$1]}"; wait "${server[$1]}" 2>/dev/null || true; unset "server[$1]"; }

cat > "$work/result.lua" <<'LUA'
done = function(summary, latency)
  local wrong = summary.errors
  io.write(string.format("RESULT %.1f %.2f %.2f %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, wrong.status + wrong.connect + wrong.read + wrong.write + wrong.timeout))
end
LUA

ask() { # photos, name, address, header, connections, round: a line of results; what is not answered well is said, and has none
  local url="http://127.0.0.1:$(port "$1")$3" status
  status=$(curl -s -o /dev/null -w '%{http_code}' -H "$4" "$url")
  [ "$status" = 200 ] || { echo "$2: $status for $3 at $1" >&2; failed=1; return 0; }
  wrk -t1 -c"$5" -d"${seconds}s" --timeout 30s -s "$work/result.lua" -H "$4" "$url" > "$work/wrk"
  awk -v name="$2" -v photos="$1" -v round="$6" '$1 == "RESULT" { found = 1; if ($5 > 0) exit 1; print name "\t" photos "\t" round "\t" $2 "\t" $3 "\t" $4 }
    END { if (!found) exit 1 }' "$work/wrk" >> "$work/results" || { echo "$2: answers are wrong at $1" >&2; cat "$work/wrk" >&2; failed=1; }
}

cursor() { # photos: the 40th page of the popular wall
  python3 - "$(port "$1")" <<'PY'
import json, sys, urllib.parse, urllib.request
after = ""
for _ in range(39):
    place = f"http://127.0.0.1:{sys.argv[1]}/api/v1/popular?after={urllib.parse.quote(after)}"
    with urllib.request.urlopen(place) as answer: after = json.load(answer)["next"]
print("/popular?after=" + urllib.parse.quote(after))
PY
}

walls() { # kind, photos: name, address and header of each figure
  local many sparse photo
  { read -r many; read -r sparse; } < "$work/$1-$2/tokens"
  photo=$(sql "$1" "$2" "SELECT key FROM photos JOIN standings ON photo_id = id ORDER BY points DESC, photo_id LIMIT 1")
  local rare; rare=$(sql "$1" "$2" "SELECT tag FROM photo_tags WHERE tag LIKE 't%' GROUP BY tag HAVING count(*) >= 5 ORDER BY count(*), tag LIMIT 1")
  cat <<LIST
popular|/popular|
popular, page 40|$(cursor "$2")|
new|/new|
top of the week|/top?period=week|
top of the year|/top?period=year|
top of all|/top?period=all|
rising|/rising|
random|/random|
tag on a fifth|/tags/everywhere|
tag on a fifth, popular|/tags/everywhere?sort=popular|
rare tag|/tags/$rare|
rare tag, popular|/tags/$rare?sort=popular|
following 50|/api/v1/following|Authorization: Bearer $many
following one|/api/v1/following|Authorization: Bearer $sparse
for you|/api/v1/for-you|Authorization: Bearer $many
similar|/photos/$photo/similar|
LIST
}

searches() { # kind, photos
  local name tint
  name=$(sql "$1" "$2" "SELECT name FROM users WHERE id = 1")
  tint=$(sql "$1" "$2" "SELECT red, green, blue FROM photo_index ORDER BY photo_id LIMIT 1" | tr ' ' '|' |
    awk -F '|' '{ printf "%02x%02x%02x", $1, $2, $3 }')
  cat <<LIST
word on all|/search?q=photo|
word on a fifth|/search?q=lake|
two words|/search?q=lake+misty|
rare word|/search?q=w1500|
beginning|/search?q=w12|
one letter|/search?q=w|
all but a word|/search?q=-lake|
two of hanzi|/search?q=%E5%B1%B1%E6%B0%B4|
tag on a fifth|/search?q=tag%3Aeverywhere|
rare tag|/search?q=tag%3At1500|
colour|/search?q=color%3A%23$tint|
named colour|/search?q=color%3Ablue|
somebody|/search?q=user%3A$name|
their word|/search?q=lake+user%3A$name|
name of somebody|/search?q=$name|
oldest first|/search?q=lake+order%3Aold|
shape|/search?q=ratio%3A4%3A3|
before a day|/search?q=lake+before%3A2024-06-01|
tags like t1|/api/v1/tags?q=t1|
tags like ev|/api/v1/tags?q=ev|
popular tags|/tags|
tags found|/search?q=t&type=tags|
people found|/search?q=a&type=users|
LIST
}

measure() { # kind, list, connections, photos...: rounds in turn
  local kind=$1 list=$2 connections=$3 round photos name address header; shift 3
  for photos in "$@"; do
    start "$kind" "$photos"
    "$list" "$kind" "$photos" > "$work/list-$photos"
  done
  : > "$work/results"
  cut -d '|' -f 1 "$work/list-$1" | grep -E "$only" > "$work/names"
  while read -r name; do
    for round in $(seq "$rounds"); do
      for photos in "$@"; do
        IFS='|' read -r _ address header < <(awk -F '|' -v name="$name" '$1 == name' "$work/list-$photos")
        [ "$round" != 1 ] || curl -s -o /dev/null -H "${header:-X-Nothing: 1}" "http://127.0.0.1:$(port "$photos")$address"
        ask "$photos" "$name" "$address" "${header:-X-Nothing: 1}" "$connections" "$round"
      done
    done
  done < "$work/names"
  for photos in "$@"; do stop "$photos"; done
  echo "$kind, $connections connections, load $(cut -d ' ' -f 1-3 /proc/loadavg), medians of $rounds rounds of $seconds s in turn"
  python3 - "$work/results" <<'PY'
import collections, statistics, sys
found = collections.defaultdict(lambda: collections.defaultdict(dict))
for line in open(sys.argv[1]):
    name, photos, round, *numbers = line.rstrip("\n").split("\t")
    found[name][int(photos)][round] = [float(it) for it in numbers]
for name, sizes in found.items():
    cells = []
    middles = {photos: [statistics.median(it) for it in zip(*rounds.values())] for photos, rounds in sizes.items()}
    for photos, (rate, half, most) in sorted(middles.items()):
        cells.append(f"{photos:9,}: {rate:7.0f} req/s  p50 {half:8.1f}  p99 {most:8.1f} ms")
    if len(middles) == 2:
        small, large = min(sizes), max(sizes)
        ratios = sorted(sizes[large][it][2] / sizes[small][it][2] for it in sizes[small].keys() & sizes[large].keys())
        if ratios: cells.append(f"p99 x {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}), p50 x {middles[large][1] / middles[small][1]:.2f}")
    print(f"  {name:26} " + "   ".join(cells))
PY
}

plan() { # kind, statement: how the large site answers it
  echo "  $2"
  if [ "$1" = sqlite ]; then sql "$1" "$large" "EXPLAIN QUERY PLAN $2"; else sql "$1" "$large" "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) $2"; fi |
    sed 's/^/    /'
}

plans() { # kind: what the walls are read from, in the words of ranked.rs
  local here="author_id NOT IN (SELECT id FROM users WHERE suspended_at IS NOT NULL) AND author_id NOT IN (SELECT id FROM users WHERE \
leaving_at IS NOT NULL) AND author_id NOT IN (SELECT id FROM users WHERE private_since IS NOT NULL)"
  local since; since=$(($(date +%s) - 365 * 86400))000000
  echo "$1, plans at $large:"
  plan "$1" "SELECT photo_id, score FROM standings WHERE $here ORDER BY score DESC, photo_id DESC LIMIT 31"
  plan "$1" "SELECT photo_id, points FROM standings WHERE $here ORDER BY points DESC, photo_id DESC LIMIT 31"
  plan "$1" "SELECT photo_id, points FROM standings WHERE $here AND created_at + 0 >= $since ORDER BY points DESC, photo_id DESC LIMIT 31"
  plan "$1" "SELECT photo_id, dice FROM standings WHERE $here AND dice >= 4611686018427387904 ORDER BY dice, photo_id LIMIT 31"
}

for kind in $on; do
  [[ $what != *walls* ]] || { fill "$kind" "$small"; fill "$kind" "$large"; measure "$kind" walls 16 "$small" "$large"; }
  [[ $what != *plans* ]] || { fill "$kind" "$large"; plans "$kind"; }
  [[ $what != *search* ]] || { fill "$kind" "$middle"; measure "$kind" searches 4 "$middle"; }
done
exit "$failed"
