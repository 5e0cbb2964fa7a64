# Runs a private PostgreSQL for as long as standard input stays open; $1 is the folder of its binaries.
# Prints the folder of the socket when the server answers. There is no port, so nothing can collide with it.
set -eu
export LC_ALL=C
bin=$1
dir=$(mktemp -d "${TMPDIR:-/tmp}/tintype-pg.XXXXXX")
own="$dir/own"
as=

stop() {
    $as "$bin/pg_ctl" -D "$own/data" -m immediate -w stop >/dev/null 2>&1 || true
    cd /
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

# PostgreSQL refuses to run as root, and must be able to reach its folder.
cd "$dir"
mkdir "$own"
if [ "$(id -u)" = 0 ]; then
    if id -u postgres >/dev/null 2>&1; then user=postgres; else user=nobody; fi
    chmod 755 "$dir"
    chown "$user" "$own"
    if command -v setpriv >/dev/null; then
        as="setpriv --reuid=$user --regid=$(id -g "$user") --clear-groups --"
    else
        as="runuser -u $user --"
    fi
fi

$as "$bin/initdb" -D "$own/data" -U app -A trust -E UTF8 --locale=C --no-sync >/dev/null
# The data lives as long as this script: nothing is worth waiting for the disk.
cat >>"$own/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$own'
max_connections = 300
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
if ! $as "$bin/pg_ctl" -D "$own/data" -l "$own/log" -w -t 60 start >/dev/null; then
    cat "$own/log" >&2 || true
    exit 1
fi
echo "$own"
read -r _ || true
