#!/bin/sh
# Measures the model on MovieLens-100k beside all its rivals. The data comes inside a package, into a folder that is
# removed in the end; its licence lets nobody pass it on, so it is never committed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
"$folder/venv/bin/pip" download --quiet --no-deps --only-binary :all: --dest "$folder" recbole==1.2.1
python3 - "$folder" <<'PYTHON'
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1])
wheel = next(folder.glob("recbole-*.whl"))
(folder / "ml-100k").write_bytes(zipfile.ZipFile(wheel).read("recbole/dataset_example/ml-100k/ml-100k.inter"))
PYTHON
cd "$here" && cargo run --quiet --release -p recommend --bin evaluate -- "$folder/ml-100k" --python "$folder/venv/bin/python" "$@"
