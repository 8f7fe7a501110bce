#!/bin/sh
# What the tests need beside Python: a Chromium to walk the pages, a PostgreSQL to run on, xmlsec1 to check our signatures,
# Tesseract to read pictures.
set -eu
missing=
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium fonts-liberation"
command -v xmlsec1 >/dev/null 2>&1 || missing="$missing xmlsec1"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v tesseract >/dev/null 2>&1 || missing="$missing tesseract-ocr"
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need:$missing. Install them with this system's package manager, then run make test again." >&2
  exit 1
fi
sudo=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "The tests need:$missing. Ask an administrator to run: apt-get install$missing" >&2; exit 1; }
  sudo=sudo
fi
echo "Installing what the tests need:$missing …"
$sudo apt-get update -qq
# shellcheck disable=SC2086  # a list of packages
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
