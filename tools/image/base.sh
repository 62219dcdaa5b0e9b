#!/usr/bin/env bash
# base.sh: a stand-in for the official Python image, made of this machine's Debian and Python.
#
# Not the official image: same paths and, where this machine has it, the same minor version, but another build.
# Proves the Dockerfile and what runs in the container; the release builds on the real one.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

[ "$engine" = docker ] && exit 0
base=$(base_image)
podman image exists "$base" && exit 0
[ "$(id -u)" = 0 ] || fail "making the stand-in base image needs root"

# The Python: the minor version of the Dockerfile before others, each asked for its real place (shims lie).
wanted=${base##*:} wanted=${wanted%%-*}
candidates() {
    if command -v pyenv >/dev/null; then ls "$(pyenv root)"/versions/"$wanted"*/bin/python3 2>/dev/null || true; fi
    for name in "python$wanted" python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        command -v "$name" || true
    done
}
python=
while read -r candidate; do
    "$candidate" -c 'import sys, ssl, sqlite3; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    python=$candidate
    break
done < <(candidates)
[ -n "$python" ] || fail "found no Python 3.11 or newer"
prefix=$("$python" -c 'import sys; print(sys.base_prefix)')
minor=$("$python" -c 'import sysconfig; print(sysconfig.get_python_version())')

# Debian packages of the libraries that this Python is linked to.
packages=ca-certificates,netbase
if [ "$prefix" = /usr ]; then
    packages+=,python3,python3-pip
else
    libraries=$(find "$prefix/bin/python$minor" "$prefix/lib/python$minor/lib-dynload" -type f \
        ! -name '_tkinter*' ! -name '_test*' -exec ldd {} + |
        sed -n 's/.* => \(\/[^ ]*\) (0x.*/\1/p' | grep -v "^$prefix/" | sort -u | xargs -r readlink -f)
    found=$(for library in $libraries; do
        dpkg-query -S "$library" "/usr$library" "${library#/usr}" 2>/dev/null || true
    done | sed -n 's/^\([^: ]*\).*: \/.*/\1/p' | sort -u | paste -sd, -)
    packages+=${found:+,$found}
fi

codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
mirror() {
    # shellcheck disable=SC2016  # apt fills these in
    apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
        awk -v codename="$codename" '$2 == codename && $3 == "main" { print $1; exit }'
}
site=$(mirror)
if [ -z "$site" ]; then
    apt-get update -qq
    site=$(mirror)
fi
[ -n "$site" ] || fail "apt knows no mirror of $codename"

say "making the stand-in for $base from $codename and Python $("$python" -V | cut -d' ' -f2)"
rootfs=$work/rootfs
rm -rf "$rootfs"
mmdebstrap --quiet --variant=minbase --include="$packages" "$codename" "$rootfs" "deb $site $codename main"
if [ "$prefix" != /usr ]; then
    tar -C "$prefix" --exclude="lib/python$minor/test" --exclude='*/__pycache__' --exclude='lib/*.a' \
        --exclude="lib/python$minor/site-packages" --exclude="lib/python$minor/config-*" --exclude='./share' \
        -c ./bin ./lib | tar -C "$rootfs/usr/local" -x
    if command -v strip >/dev/null; then # as the official image has it
        find "$rootfs/usr/local/lib" "$rootfs/usr/local/bin" -type f \( -name '*.so*' -o -name "python$minor" \) \
            -exec strip --strip-unneeded {} + 2>/dev/null || true
    fi
    chroot "$rootfs" ldconfig
    for name in python3 python; do ln -sf "python$minor" "$rootfs/usr/local/bin/$name"; done
    chroot "$rootfs" "/usr/local/bin/python$minor" -m ensurepip --upgrade >/dev/null 2>&1
fi
tar -C "$rootfs" --exclude='./dev/*' -c . | podman import -q \
    --change 'ENV PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change 'ENV LANG=C.UTF-8' --change 'CMD ["python3"]' - "$base" >/dev/null
rm -rf "$rootfs"
