#!/bin/sh
# Builds the third-party libraries of the tools as static musl archives, from
# Debian 12's source packages, into DEST/{include,lib}.  Run by the Makefile, once;
# a library whose archive is in DEST/lib already is kept as it is.
#
#   deps.sh DEST [ARCH]
#
# For ARCH, aarch64, DEST/cc and DEST/ar are made: Debian's cross compiler with the
# libc of that machine's musl-dev package.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dest=$(mkdir -p "$1" && cd "$1" && pwd)
arch=${2-}
jobs=$(nproc)
work=$dest/work
trap 'rm -rf "$work" "$dest/apt"' EXIT
mkdir -p "$work" "$dest/include" "$dest/lib"

# musl-gcc knows nothing of the kernel's headers; they are looked up last, so
# that every libc header still is musl's.
CC=$dest/cc AR=$dest/ar RANLIB="$dest/ar s"
case $arch in
"")
	host=$(gcc -print-multiarch)
	CC="musl-gcc -idirafter /usr/include -idirafter /usr/include/$host"
	AR=ar RANLIB=ranlib
	;;
*)
	host=$arch-linux-gnu
	CC="$CC -idirafter /usr/$host/include"
	;;
esac
CFLAGS="-O2 -g0 -fPIC -ffunction-sections -fdata-sections"
export CC AR RANLIB CFLAGS

say() { echo "deps: $*" >&2; }

# Debian's name of the machine.
debian_arch() {
	case $arch in
	aarch64) echo arm64 ;;
	*) dpkg --print-architecture ;;
	esac
}

# debian COMMAND...: apt-get for the sources, and the packages of the machine that is built for.
debian() {
	"$here/debian.sh" "$dest/apt" bookworm -o APT::Architecture="$(debian_arch)" -o APT::Architectures="$(debian_arch)" "$@"
}

# fetch_sources PACKAGE...
fetch_sources() {
	say "fetching source packages"
	debian update
	(cd "$work" && debian source -q2 "$@" >/dev/null)
}

# wrapper NAME COMMAND: DEST/NAME, which runs it.
wrapper() {
	printf '#!/bin/sh\nexec %s\n' "$2" >"$dest/$1"
	chmod +x "$dest/$1"
}

# The other machine's musl, and a gcc that takes its headers, start files and
# libc; what the compiler itself needs (libgcc) is the cross compiler's own.
make_cross_musl() {
	(cd "$work" && debian download musl-dev >/dev/null && dpkg-deb -x musl-dev_*.deb "$dest/musl")
	sed "s#/usr/\\(include\\|lib\\)/$arch-linux-musl#$dest/musl&#g" "$dest/musl/usr/lib/$arch-linux-musl/musl-gcc.specs" >"$dest/musl-gcc.specs"
	wrapper cc "$host-gcc \"\$@\" -specs $dest/musl-gcc.specs"
	wrapper ar "$host-ar \"\$@\""
}

# source_of NAME: the folder that apt-get unpacked the source package into.
source_of() {
	set -- "$work/$1"-[0-9]*/
	[ -d "$1" ] || { say "no unpacked source for $1"; exit 1; }
	echo "$1"
}

build_zlib() {
	cd "$(source_of zlib)"
	./configure --static --prefix="$dest"
	make -j"$jobs" libz.a
	cp libz.a "$dest/lib/"
	cp zlib.h zconf.h "$dest/include/"
}

# libdeflate and xxHash are a few files each: no build system is needed.
build_libdeflate() {
	cd "$(source_of libdeflate)"
	mkdir -p obj
	for file in lib/deflate_decompress.c lib/gzip_decompress.c lib/crc32.c lib/utils.c lib/*/cpu_features.c; do
		# shellcheck disable=SC2086  # CC and CFLAGS are word lists
		$CC $CFLAGS -I. -c "$file" -o "obj/$(echo "$file" | tr / _).o"
	done
	$AR rcs "$dest/lib/libdeflate.a" obj/*.o
	cp libdeflate.h "$dest/include/"
}

build_xxhash() {
	cd "$(source_of xxhash)"
	# shellcheck disable=SC2086
	$CC $CFLAGS -c xxhash.c -o xxhash.o
	$AR rcs "$dest/lib/libxxhash.a" xxhash.o
	cp xxhash.h "$dest/include/"
}

build_libyaml() {
	cd "$(source_of libyaml)src"
	for file in ./*.c; do
		# shellcheck disable=SC2086
		$CC $CFLAGS -DYAML_DECLARE_STATIC -DYAML_VERSION_MAJOR=0 -DYAML_VERSION_MINOR=2 -DYAML_VERSION_PATCH=5 \
			-DYAML_VERSION_STRING='"0.2.5"' -I../include -c "$file"
	done
	$AR rcs "$dest/lib/libyaml.a" ./*.o
	cp ../include/yaml.h "$dest/include/"
}

# Debian's jansson source holds no configure script; it needs two headers made.
build_jansson() {
	cd "$(source_of jansson)src"
	sed -e 's/@json_inline@/inline/' -e 's/@json_have_[a-z_]*@/1/' jansson_config.h.in >jansson_config.h
	for name in STDINT_H SYS_TYPES_H UNISTD_H FCNTL_H SYS_STAT_H SYS_TIME_H GETTIMEOFDAY GETPID \
		OPEN CLOSE READ ATOMIC_BUILTINS LOCALECONV; do
		echo "#define HAVE_$name 1"
	done >jansson_private_config.h
	for file in ./*.c; do
		# shellcheck disable=SC2086
		$CC $CFLAGS -DHAVE_CONFIG_H -I. -c "$file"
	done
	$AR rcs "$dest/lib/libjansson.a" ./*.o
	cp jansson.h jansson_config.h "$dest/include/"
}

# Reading tar is all that is wanted of libarchive; gunzip happens in tools/archive.
build_libarchive() {
	cd "$(source_of libarchive)"
	./configure --quiet --prefix="$dest" --disable-shared --host="$host" \
		--disable-bsdtar --disable-bsdcat --disable-bsdcpio --disable-acl --disable-xattr \
		--without-zlib --without-bz2lib --without-libb2 --without-iconv --without-lz4 --without-zstd \
		--without-lzma --without-cng --without-openssl --without-xml2 --without-expat \
		--without-nettle --without-mbedtls
	# Debian's patches are newer than the generated files; nothing in those changes for us.
	make -s -j"$jobs" ACLOCAL=: AUTOCONF=: AUTOMAKE=: AUTOHEADER=: libarchive.la
	cp .libs/libarchive.a "$dest/lib/"
	cp libarchive/archive.h libarchive/archive_entry.h "$dest/include/"
}

# The programs that make sqlite3.c run here, whatever machine it is for.
build_sqlite() {
	cd "$(source_of sqlite3)"
	CC=musl-gcc ./configure --quiet --disable-tcl --disable-readline --disable-shared
	make -s sqlite3.c
	# shellcheck disable=SC2086
	$CC $CFLAGS -DSQLITE_THREADSAFE=2 -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_OMIT_LOAD_EXTENSION \
		-DSQLITE_OMIT_DEPRECATED -DSQLITE_OMIT_SHARED_CACHE -DSQLITE_OMIT_PROGRESS_CALLBACK \
		-DSQLITE_OMIT_AUTOINIT -DSQLITE_DQS=0 \
		-c sqlite3.c -o sqlite3.o
	$AR rcs "$dest/lib/libsqlite3.a" sqlite3.o
	cp sqlite3.h "$dest/include/"
}

# Of OpenSSL only the SHA kernels are linked; everything that can be left out is.
build_openssl() {
	cd "$(source_of openssl)"
	case $host in
	x86_64-*) target=linux-x86_64 ;;
	aarch64-*) target=linux-aarch64 ;;
	*) target=linux-generic64 ;;
	esac
	# shellcheck disable=SC2086
	./Configure "$target" $CFLAGS no-shared no-dso no-engine no-async no-threads no-tests \
		no-secure-memory no-legacy no-ssl no-tls no-dtls no-cms no-ct no-ocsp no-ts no-srp \
		no-ec no-dh no-dsa no-aria no-bf no-blake2 no-camellia no-cast no-chacha no-cmac no-des \
		no-idea no-md4 no-mdc2 no-ocb no-poly1305 no-rc2 no-rc4 no-rmd160 no-scrypt no-seed no-siphash \
		no-siv no-sm2 no-sm3 no-sm4 no-whirlpool no-sock no-stdio no-ui-console no-autoload-config
	make -s -j"$jobs" build_generated libcrypto.a
	cp libcrypto.a "$dest/lib/"
	cp -r include/openssl "$dest/include/"
}

# Of the multi-buffer library only the two kernels that hash several messages at once.
build_sha512() {
	cd "$(source_of intel-ipsec-mb)lib"
	case $host in
	x86_64-linux-*) ;;
	*) $AR rcs "$dest/lib/libsha512.a"; return ;;
	esac
	for kernel in avx512_t1/sha512_x8_avx512 avx2_t1/sha512_x4_avx2; do
		nasm -felf64 -DLINUX -D__linux__ -I. -Iinclude/ -o "$(basename "$kernel").o" "$kernel.asm"
	done
	$AR rcs "$dest/lib/libsha512.a" sha512_x8_avx512.o sha512_x4_avx2.o
}

# Each as LIBRARY:SOURCE_PACKAGE:ARCHIVE; what is missing goes into the words of "todo" and "sources".
todo='' sources=''
for row in zlib:zlib:libz libdeflate:libdeflate:libdeflate xxhash:xxhash:libxxhash jansson:jansson:libjansson \
	libyaml:libyaml:libyaml libarchive:libarchive:libarchive sqlite:sqlite3:libsqlite3 openssl:openssl:libcrypto \
	sha512:intel-ipsec-mb:libsha512; do
	[ -e "$dest/lib/${row##*:}.a" ] && continue
	source=${row#*:}
	todo="$todo ${row%%:*}" sources="$sources ${source%:*}"
done
[ -n "$todo" ] || exit 0
# shellcheck disable=SC2086  # a list of words
fetch_sources $sources
case $arch in
"") ;;
*) make_cross_musl ;;
esac
for library in $todo; do
	say "building $library"
	log=$dest/$library.log
	# Behind "||" or "if" the shell would go on after a command that fails.
	set +e
	(set -e; "build_$library") >"$log" 2>&1
	status=$?
	set -e
	[ $status -eq 0 ] || { tail -n 20 "$log" >&2; say "$library failed; all of its output: $log"; exit 1; }
done
