#!/usr/bin/env bash
# root.sh BASE DIRECTORY: what the image needs beside our jars.
# On a base of scratch: a Java runtime made by jlink, the C library of this machine, and a place for files. On any other base: nothing.
set -euo pipefail
base=$1 root=$2
rm -rf "$root"
mkdir -p "$root"
[ "$base" = scratch ] || exit 0

jdk=
for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/*; do
  if [ -x "$candidate/bin/jlink" ] && grep -qs '^JAVA_VERSION="25[."]' "$candidate/release"; then
    jdk=$candidate
    break
  fi
done
[ -n "$jdk" ] || { echo "root.sh: needs a JDK 25 with jlink" >&2; exit 2; }

mkdir -p "$root/opt" "$root/lib64" "$root/etc" "$root/tmp" "$root/proc" "$root/var/lib/fluxledger"
"$jdk/bin/jlink" --module-path "$jdk/jmods" --output "$root/opt/java" --strip-debug --no-header-files --no-man-pages \
  --add-modules java.base,java.compiler,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.security.jgss,java.security.sasl,java.sql,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs

# Every library that the runtime is linked with; those that the C library loads by itself too.
libraries() {
  find "$root/opt/java" -type f ! -name "libawt_xawt.so" ! -name "libsplashscreen.so" ! -name "libjsound.so" ! -name "libjawt.so" \( -name '*.so' -o -path '*/bin/*' \) -exec ldd {} + 2>/dev/null |
    sed -nE 's/.*=> (\/[^ ]+) .*/\1/p; s/^\t(\/[^ ]+ld-linux[^ ]+) .*/\1/p' | grep -v "^$root" | sort -u
}
directory=$(dirname "$(ldconfig -p | sed -nE 's/.*libc\.so\.6 .*x86-64.* => (.*)/\1/p' | head -n 1)")
for library in $(libraries) "$directory/libnss_files.so.2" "$directory/libnss_dns.so.2" "$directory/libresolv.so.2" "$directory/libgcc_s.so.1"; do
  [ ! -e "$library" ] || cp -L "$library" "$root/lib64/"
done
printf 'fluxledger:x:10001:10001::/tmp:/none\n' >"$root/etc/passwd"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
