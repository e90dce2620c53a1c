# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by ./run and ./check: puts missing Debian packages on the machine, and says so.

if [ -t 1 ]; then arrow=$'\033[1m==>\033[0m'; else arrow='==>'; fi
say () { printf '%s %s\n' "$arrow" "$*"; }
fail () { printf 'error: %s\n' "$*" >&2; exit 1; }

# The packages among the arguments that are not installed, on one line.
missing_packages () {
  local package
  for package; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
      printf '%s ' "$package"
  done
}

# need_packages WHAT-FOR PACKAGE…: installs what is missing. apt is not even started when nothing is.
need_packages () {
  local what=$1 missing sudo=
  shift
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this is no Debian: the $what needs what these Debian packages hold: $*"
    return 0
  fi
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  say "installing for the $what: $missing"
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail "as root, run: apt-get install --no-install-recommends $missing"
    sudo=sudo
  fi
  if [ -z "${apt_updated:-}" ]; then
    $sudo apt-get -qq update || say "apt-get update failed; trying with the lists that are there"
    apt_updated=1
  fi
  # shellcheck disable=SC2086  # the list is meant to be split
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 install $missing </dev/null >"/tmp/vermilion-apt.$$" 2>&1 || {
    tail -5 "/tmp/vermilion-apt.$$" >&2
    fail "apt-get could not install: $missing"
  }
  rm -f "/tmp/vermilion-apt.$$"
}

build_packages=(
  build-essential meson ninja-build pkg-config gettext desktop-file-utils python3
  libglib2.0-dev libgtk-4-dev libadwaita-1-dev libpoppler-glib-dev libsoup-3.0-dev
  libjson-glib-dev libssl-dev libp11-kit-dev zlib1g-dev libqpdf-dev
  libsqlite3-dev libpq-dev python3-yaml
  libcairo2-dev libpango1.0-dev libgdk-pixbuf-2.0-dev libqrencode-dev
)
# What the program itself wants at run time beyond its libraries: Chinese letters, icons, and
# pdftoppm for the page pictures of the journey.
run_packages=(fonts-noto-cjk fonts-cantarell adwaita-icon-theme librsvg2-common poppler-utils)

# build_into FOLDER [MESON OPTION…]: configures once, then compiles what changed.
build_into () {
  local folder=$1
  shift
  if [ ! -f "$folder/build.ninja" ]; then
    say "configuring $folder"
    meson setup "$folder" "$@" >"/tmp/vermilion-setup.$$" 2>&1 || {
      tail -30 "/tmp/vermilion-setup.$$" >&2
      fail "meson could not configure $folder"
    }
    rm -f "/tmp/vermilion-setup.$$"
  fi
  say "building into $folder"
  ninja -C "$folder" >"$folder/build.log" 2>&1 || {
    tail -40 "$folder/build.log" >&2
    fail "the build in $folder failed (all of it: $folder/build.log)"
  }
}
