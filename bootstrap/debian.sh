#!/usr/bin/env bash
# Install the Debian packages named as arguments that are missing. As root, or with sudo that asks nothing; otherwise says in
# one sentence what to install. Does nothing, quickly, when all are there.
set -euo pipefail

# The service runs on any PostgreSQL that has PostGIS: one that is here already is as good as the one asked for.
have_extension() {
    local control
    for control in /usr/share/postgresql/*/extension/"$1".control; do
        [ -x "/usr/lib/postgresql/$(basename "${control%/extension/*}")/bin/initdb" ] && return 0
    done
    return 1
}

missing=()
for package in "$@"; do
    case "$package" in
        postgresql-[0-9]*-pgrouting) have_extension pgrouting && continue ;;
        postgresql-[0-9]*) have_extension postgis && continue ;;
    esac
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "必要なもの: PostgreSQL 14以上、PostGIS 3.3以上、Python 3.11以上（venv付き）。この機械の方法で入れてください。" >&2
    echo "Needed: PostgreSQL >= 14, PostGIS >= 3.3, Python >= 3.11 with venv. Install them the way this system does, or set DATABASE_URL." >&2
    exit 9
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "管理者に頼んで入れてください: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    echo "Ask an administrator for: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 9
fi

echo "Debianのパッケージを入れています / installing: ${missing[*]}"
run() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "$@"; }
# Debian would start a cluster of its own on port 5432; ours is private, so no.
case " ${missing[*]} " in *" postgresql-"[0-9]*)
    run mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' | run tee /etc/postgresql-common/createcluster.d/geo_service.conf >/dev/null
    ;;
esac
log=$(mktemp)
trap 'rm -f "$log"' EXIT
give_up() {
    tail -n 15 "$log" >&2
    echo "パッケージを入れられませんでした / the packages could not be installed: ${missing[*]}" >&2
    exit 9
}
run apt-get update -q >"$log" 2>&1 || give_up
# Another release of Debian or Ubuntu has PostGIS for another PostgreSQL than the one asked for: its newest will do.
for i in "${!missing[@]}"; do
    if [[ ${missing[i]} =~ ^postgresql-[0-9]+ ]] && ! apt-cache show "${missing[i]}" >/dev/null 2>&1; then
        offered=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' | grep -o '^postgresql-[0-9]*' | sort -V | tail -n 1)
        missing[i]=${missing[i]/#"${BASH_REMATCH[0]}"/${offered:-${BASH_REMATCH[0]}}}
    fi
done
run apt-get install -y -q --no-install-recommends "${missing[@]}" >"$log" 2>&1 || give_up
