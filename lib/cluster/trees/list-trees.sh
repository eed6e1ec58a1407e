# shellcheck shell=sh
# Lists what uses the space of a volume. It only reads.
#
# Argument: path of the volume
# Prints records of four fields, with tabs between them:
#   volume                    kilobytes  free kilobytes  nothing
#   tree                      kilobytes  start           name of the tree
#   previous, stage, removed  kilobytes  start           name of the tree that a folder in .prepare/ belongs to
#   mirror                    kilobytes  start           nothing
# The start is when the run of the tree, or the folder, started: in seconds since 1970. A record ends with a slash and a
# line feed: a name can contain line feeds and tabs, but no slash.

set -eu
export LC_ALL=C
cd "$1"

# print_folder KIND PATH NAME
# A task can make folders that cannot be read: they do not count.
print_folder() {
  if [ ! -d "$2" ] || [ -L "$2" ]; then
    return
  fi
  started=$2
  # The first attempt of a run writes this file.
  if [ "$1" = tree ] && [ -f ".prepare/$3.job" ]; then
    started=.prepare/$3.job
  fi
  kilobytes=$(du -sk "$2" 2>/dev/null | awk 'NR == 1 { print $1 }') || :
  # The folder can be removed meanwhile.
  seconds=$(stat -c %Y "$started" 2>/dev/null) || return 0
  printf '%s\t%s\t%s\t%s/\n' "$1" "${kilobytes:-0}" "$seconds" "$3"
}

# The columns are counted from the end: the name of the device may contain spaces.
df -Pk . | awk 'END { printf "volume\t%s\t%s\t/\n", $(NF - 4), $(NF - 2) }'
if [ ! -L trees ]; then
  for path in trees/* trees/.[!.]* trees/..?*; do
    print_folder tree "$path" "${path#trees/}"
  done
fi
if [ ! -L .prepare ]; then
  for kind in previous stage removed; do
    for path in .prepare/*."$kind"; do
      name=${path#.prepare/}
      print_folder "$kind" "$path" "${name%."$kind"}"
    done
  done
fi
print_folder mirror mirror.git ''
