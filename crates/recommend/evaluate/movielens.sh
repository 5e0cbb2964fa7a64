#!/bin/sh
# Measures the model beside all its rivals on MovieLens: the 100,000 ratings of 1997 and 1998, or with `latest` as the first word the 100,000 of
# ml-latest-small, from 1995 to 2016. The data comes inside packages, into a folder that is removed in the end; its licence lets nobody pass it
# on, so it is never committed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
which=100k
if [ "${1:-}" = latest ]; then which=latest; shift; fi
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
if [ "$which" = 100k ]; then
  "$folder/venv/bin/pip" download --quiet --no-deps --only-binary :all: --dest "$folder" recbole==1.2.1
else
  "$folder/venv/bin/pip" download --quiet --no-deps --no-binary lenskit --dest "$folder" lenskit==2025.8.1
fi
python3 - "$folder" "$which" <<'PYTHON'
import pathlib, sys, tarfile, zipfile
folder, which = pathlib.Path(sys.argv[1]), sys.argv[2]
if which == "100k":
    wheel = zipfile.ZipFile(next(folder.glob("recbole-*.whl")))
    (folder / "data").write_bytes(wheel.read("recbole/dataset_example/ml-100k/ml-100k.inter"))
else:
    source = tarfile.open(next(folder.glob("lenskit-*.tar.gz")))
    ratings = next(it for it in source.getmembers() if it.name.endswith("ml-latest-small/ratings.csv"))
    lines = source.extractfile(ratings).read().decode().splitlines()[1:]
    (folder / "data").write_text("".join(line.replace(",", " ") + "\n" for line in lines))
PYTHON
cd "$here" && cargo run --quiet --release -p recommend --bin evaluate -- "$folder/data" --python "$folder/venv/bin/python" "$@"
