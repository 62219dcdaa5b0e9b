#!/bin/sh
# assemble.sh ROOTFS MODULES: put into ROOTFS what the image needs of the system it is built on, and nothing else.
#
# Runs in a build stage: Python with its standard library, git for http(s), a shell with the tools that GitLab's
# runner and people's scripts expect, certificates, and every shared library that these (and the extension modules
# below MODULES) are linked to. For each Debian package that a file comes from, its record and its licence.
set -eu

rootfs=$1 modules=$2
files=$(mktemp)

mkdir -p "$rootfs/usr/bin" "$rootfs/usr/lib" "$rootfs/usr/local/bin" "$rootfs/root" "$rootfs/home"
for folder in bin sbin lib lib64; do
    if [ -L "/$folder" ]; then # merged /usr, as in every current Debian
        mkdir -p "$rootfs/usr/$folder"
        ln -s "usr/$folder" "$rootfs/$folder"
    fi
done
mkdir -m 1777 "$rootfs/tmp"

copy() { # FILE...: to the same place, links replaced by what they name
    for file in "$@"; do
        mkdir -p "$rootfs$(dirname "$file")"
        cp -Lp "$file" "$rootfs$file"
        echo "$file" >>"$files"
    done
}

# A shell. bash and grep are what GitLab's runner asks for; the rest is what a script takes for granted.
for name in bash dash sh grep sed basename cat chmod chown cp cut date dirname echo env expr false head id ln ls \
    mkdir mktemp mv printf pwd readlink realpath rm rmdir sleep sort stat tail tee test touch tr true uname uniq wc; do
    copy "$(command -v "/usr/bin/$name" || command -v "/bin/$name")"
done

# git: all that is asked of it is built in, save http(s); the backend is for the sandbox.
copy /usr/bin/git /usr/lib/git-core/git-remote-http /usr/lib/git-core/git-http-backend
ln -s git-remote-http "$rootfs/usr/lib/git-core/git-remote-https"
for name in git-upload-pack git-receive-pack; do
    ln -s git "$rootfs/usr/bin/$name" # what git starts at the other end of a local path
done
mkdir -p "$rootfs/usr/share/git-core/templates"

# Python without what is for developing and installing.
python3 - "$rootfs" <<'PYTHON'
import pathlib, shutil, site, sys, sysconfig

rootfs = pathlib.Path(sys.argv[1])
stdlib = pathlib.Path(sysconfig.get_path("stdlib"))
unwanted = shutil.ignore_patterns(
    "__pycache__", "site-packages", "dist-packages", "test", "tests", "idlelib", "tkinter", "turtledemo", "turtle.py",
    "ensurepip", "lib2to3", "pydoc_data", "config-*", "_tkinter*", "_test*.so", "_ctypes_test*", "xxlimited*",
    "EXTERNALLY-MANAGED",
)  # fmt: skip
shutil.copytree(stdlib, rootfs / stdlib.relative_to("/"), ignore=unwanted, symlinks=False)
packages = rootfs / pathlib.Path(site.getsitepackages()[0]).relative_to("/")
packages.mkdir(parents=True, exist_ok=True)
(packages / "ci-l10n.pth").write_text("/opt/ci-l10n\n")
binary = pathlib.Path(sys.executable).resolve()
target = rootfs / binary.relative_to("/")
target.parent.mkdir(parents=True, exist_ok=True)
shutil.copy2(binary, target)
for name in ("python3", "python"):
    (rootfs / "usr/local/bin" / name).symlink_to(binary)
PYTHON
python3 -m compileall -q -j 0 -s "$rootfs" -p / --invalidation-mode unchecked-hash \
    "$rootfs$(python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"

# Names, certificates (the distribution's own, as they are in this stage).
copy /etc/passwd /etc/group /etc/nsswitch.conf /etc/os-release /etc/ssl/certs/ca-certificates.crt
if [ -f /etc/ssl/openssl.cnf ]; then copy /etc/ssl/openssl.cnf; fi
ssl=$(python3 -c 'import os, ssl; print(os.path.dirname(ssl.get_default_verify_paths().openssl_cafile))')
mkdir -p "$rootfs$ssl"
ln -s /etc/ssl/certs/ca-certificates.crt "$rootfs$ssl/cert.pem"

# Shared libraries, by what the loader of this system finds.
find "$rootfs" "$modules" -type f \( -name '*.so' -o -name '*.so.*' -o -perm -u+x \) -exec ldd {} + 2>/dev/null |
    sed -n 's/^\t\(.* => \)\{0,1\}\(\/[^ ]*\) (0x.*/\2/p' | sort -u | while read -r library; do
    case $library in
    "$rootfs"/* | "$modules"/*) ;; # comes along by itself
    *) copy "$library" ;;
    esac
done
cp -a /etc/ld.so.conf /etc/ld.so.conf.d "$rootfs/etc/"
ldconfig -r "$rootfs"

# Where each file comes from: scanners read the records, people the licences.
mkdir -p "$rootfs/var/lib/dpkg/status.d"
while read -r file; do
    real=$(readlink -f "$file")
    dpkg-query -S "$file" "$real" "/usr$file" "${real#/usr}" 2>/dev/null || true
done <"$files" | sed -n 's/^\([^ ]*\): \/.*/\1/p' | sort -u | while read -r package; do
    name=${package%%:*}
    dpkg-query -s "$package" >"$rootfs/var/lib/dpkg/status.d/$name"
    if [ -f "/usr/share/doc/$name/copyright" ]; then
        mkdir -p "$rootfs/usr/share/doc/$name"
        cp -L "/usr/share/doc/$name/copyright" "$rootfs/usr/share/doc/$name/"
    fi
done
rm -f "$files"
