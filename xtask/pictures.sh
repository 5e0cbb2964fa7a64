#!/usr/bin/env bash
# Compares this crate's renditions with those of vipsthumbnail: CPU, memory, likeness, bytes.
#
#     xtask/pictures.sh FOLDER [WORK]
#
# FOLDER holds JPEG photographs. Needs vips and vipsthumbnail (apt-get install libvips-tools) and
# /usr/bin/time (apt-get install time). Everything is measured in one run, ours and theirs in turn,
# so that a busy machine is as hard on both.
set -euo pipefail

folder=${1:?usage: xtask/pictures.sh FOLDER [WORK]}
work=${2:-$(mktemp -d)}
sizes=(320 640 1280 2048)
for tool in vips vipsthumbnail /usr/bin/time; do
    command -v "$tool" >/dev/null || { echo "missing $tool: see the top of $0" >&2; exit 1; }
done
cargo build --quiet --release -p imaging --examples
tools=${CARGO_TARGET_DIR:-target}/release/examples
mkdir -p "$work/ours" "$work/theirs" "$work/references"
export VIPS_CONCURRENCY=1

# user+sys in milliseconds and peak memory in kB of a command, added to a file.
measured() {
    local to=$1
    shift
    /usr/bin/time -o "$work/time" -f '%U %S %M' "$@" >/dev/null 2>>"$work/errors"
    awk '{ print ($1 + $2) * 1000, $3 }' "$work/time" >>"$to"
}

rm -f "$work"/*.times "$work"/*.likeness
for photo in "$folder"/*.jpg; do
    name=$(basename "$photo" .jpg)
    measured "$work/ours.times" "$tools/process" "$work/ours" "$photo"
    # Asked for sRGB where there is no profile, libvips converts all the same, and shifts colours.
    profile=()
    vipsheader -f icc-profile-data "$photo" >/dev/null 2>&1 && profile=(--export-profile srgb)
    for size in "${sizes[@]}"; do
        ours=$work/ours/$name@$size.jpg
        [ -e "$ours" ] || continue
        # Exactly as large as ours: the two round sides that do not divide evenly differently.
        width=$(vipsheader -f width "$ours")
        height=$(vipsheader -f height "$ours")
        theirs=$work/theirs/$name-$size.jpg
        measured "$work/theirs-$size.times" vipsthumbnail "$photo" --size "${width}x${height}!" \
            "${profile[@]}" -o "${theirs}[Q=82,strip]"
        # By libvips from all pixels: a PNG is not reduced while it is decoded.
        reference=$work/references/$name-$size.png
        if [ ! -e "$reference" ]; then
            [ -e "$work/whole-$name.v" ] || vips autorot "$photo" "$work/whole-$name.v"
            vips thumbnail "$work/whole-$name.v" "$reference" "$width" --height "$height" \
                --size force --no-rotate "${profile[@]}" 2>>"$work/errors"
        fi
        "$tools/measure" ssim "$reference" "$ours" "$theirs" | cut -f 2,3 | paste -s |
            awk -v name="$name" '{ print $0, name }' >>"$work/$size.likeness"
    done
    rm -f "$work/whole-$name.v"
done

sum() { awk '{ sum += $1; if ($2 > most) most = $2 } END { print sum, most }' "$@"; }
photos=$(wc -l <"$work/ours.times")
read -r ours ours_most < <(sum "$work/ours.times")
read -r four theirs_most < <(sum "$work"/theirs-*.times)
read -r three _ < <(sum "$work"/theirs-{320,1280,2048}.times)
echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg)"
echo "$photos photos: ours $ours ms of CPU, $ours_most kB at most;" \
    "vipsthumbnail, four sizes: $four ms, $theirs_most kB at most"
awk -v ours="$ours" -v four="$four" -v three="$three" 'BEGIN {
    printf "ratio to four runs %.3f, to three (320, 1280, 2048) %.3f\n", ours / four, ours / three }'
echo "size: SSIM ours, theirs; bytes ours, theirs, ratio"
for size in "${sizes[@]}"; do
    awk -v size="$size" '{ a += $1; x += $2; b += $3; y += $4 }
        END { printf "%d: %.4f %.4f; %d %d %.3f\n", size, a / NR, b / NR, x / NR, y / NR, x / y }' \
        "$work/$size.likeness"
done
