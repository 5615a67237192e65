#!/bin/sh
# Builds the third-party libraries of the tools as static musl archives, from
# Debian's source packages, into DEST/{include,lib}.  Run by the Makefile, once.
#
#   deps.sh DEST [ARCH]
#
# For another machine (ARCH: aarch64) Debian's cross compiler is made one for
# musl: DEST/musl-gcc, with the libc of that machine's musl-dev package.
# The sources come through a private apt sources list below DEST, so that the
# machine's own package sources stay as they are.
set -eu

dest=$(mkdir -p "$1" && cd "$1" && pwd)
arch=${2-}
jobs=$(nproc)
work=$dest/work
mkdir -p "$work" "$dest/include" "$dest/lib"

# musl-gcc knows nothing of the kernel's headers; they are looked up last, so
# that every libc header still is musl's.
if [ -z "$arch" ]; then
	multiarch=$(gcc -print-multiarch)
	kernel_headers="-idirafter /usr/include -idirafter /usr/include/$multiarch"
	CC="musl-gcc $kernel_headers"
else
	multiarch=$arch-linux-gnu
	kernel_headers="-idirafter /usr/$multiarch/include"
	CC="$dest/musl-gcc $kernel_headers"
	AR=$multiarch-ar
	RANLIB=$multiarch-ranlib
	export AR RANLIB
fi
CFLAGS="-O2 -g0 -fPIC -ffunction-sections -fdata-sections"
export CC CFLAGS

say() { echo "deps: $*" >&2; }

# Debian's name of the machine; the private sources know its packages, too.
debian_arch() {
	case $arch in
	aarch64) echo arm64 ;;
	*) dpkg --print-architecture ;;
	esac
}

# in_apt COMMAND...: apt-get with the private sources.
in_apt() {
	apt-get -qq -o Dir::Etc::sourcelist="$dest/apt/sources.list" -o Dir::Etc::sourceparts=- \
		-o Dir::State::lists="$dest/apt/lists" -o Dir::Cache::srcpkgcache="" -o Dir::Cache::pkgcache="" \
		-o APT::Sandbox::User=root -o APT::Architecture="$(debian_arch)" -o APT::Architectures="$(debian_arch)" "$@"
}

fetch_sources() {
	# shellcheck source=/dev/null
	codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mkdir -p "$dest/apt/lists/partial"
	printf 'deb%s http://deb.debian.org/debian %s main\n' -src "$codename" "" "$codename" >"$dest/apt/sources.list"
	say "fetching source packages"
	in_apt update
	(cd "$work" && in_apt source -q2 libarchive zlib libdeflate xxhash sqlite3 jansson openssl intel-ipsec-mb >/dev/null)
}

# The other machine's musl, and a gcc that takes its headers, start files and
# libc; what the compiler itself needs (libgcc) is the cross compiler's own.
make_cross_compiler() {
	(cd "$work" && in_apt download musl-dev >/dev/null && dpkg-deb -x musl-dev_*.deb "$dest/musl")
	sed "s#/usr/\\(include\\|lib\\)/$arch-linux-musl#$dest/musl&#g" "$dest/musl/usr/lib/$arch-linux-musl/musl-gcc.specs" >"$dest/musl-gcc.specs"
	printf '#!/bin/sh\nexec %s-gcc "$@" -specs %s\n' "$multiarch" "$dest/musl-gcc.specs" >"$dest/musl-gcc"
	chmod +x "$dest/musl-gcc"
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
	ar rcs "$dest/lib/libdeflate.a" obj/*.o
	cp libdeflate.h "$dest/include/"
}

build_xxhash() {
	cd "$(source_of xxhash)"
	# shellcheck disable=SC2086
	$CC $CFLAGS -c xxhash.c -o xxhash.o
	ar rcs "$dest/lib/libxxhash.a" xxhash.o
	cp xxhash.h "$dest/include/"
}

# Debian's jansson source holds no configure script; it needs two headers made.
build_jansson() {
	cd "$(source_of jansson)src"
	sed -e 's/@json_inline@/inline/' -e 's/@json_have_[a-z_]*@/1/' jansson_config.h.in >jansson_config.h
	for name in STDINT_H SYS_TYPES_H UNISTD_H FCNTL_H SYS_STAT_H SYS_TIME_H GETTIMEOFDAY GETPID \
		OPEN CLOSE READ ATOMIC_BUILTINS LOCALECONV; do
		echo "#define HAVE_$name 1"
	done >jansson_private_config.h
	# shellcheck disable=SC2086
	$CC $CFLAGS -DHAVE_CONFIG_H -I. -c ./*.c
	ar rcs "$dest/lib/libjansson.a" ./*.o
	cp jansson.h jansson_config.h "$dest/include/"
}

# Reading tar is all that is wanted of libarchive; gunzip happens in tools/archive.
build_libarchive() {
	cd "$(source_of libarchive)"
	./configure --quiet --prefix="$dest" --disable-shared --host="$multiarch" \
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
	ar rcs "$dest/lib/libsqlite3.a" sqlite3.o
	cp sqlite3.h "$dest/include/"
}

# Of OpenSSL only the SHA kernels are linked; everything that can be left out is.
build_openssl() {
	cd "$(source_of openssl)"
	case $multiarch in
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
	case $multiarch in
	x86_64-*) ;;
	*) ar rcs "$dest/lib/libsha512.a"; return ;;
	esac
	for kernel in avx512_t1/sha512_x8_avx512 avx2_t1/sha512_x4_avx2; do
		nasm -felf64 -DLINUX -D__linux__ -I. -Iinclude/ -o "$(basename "$kernel").o" "$kernel.asm"
	done
	ar rcs "$dest/lib/libsha512.a" sha512_x8_avx512.o sha512_x4_avx2.o
}

fetch_sources
[ -z "$arch" ] || make_cross_compiler
for library in zlib libdeflate xxhash jansson libarchive sqlite openssl sha512; do
	say "building $library"
	log=$dest/$library.log
	("build_$library") >"$log" 2>&1 || { tail -n 20 "$log" >&2; say "$library failed; all of its output: $log"; exit 1; }
done
rm -rf "$work" "$dest/apt"
