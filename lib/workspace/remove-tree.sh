# shellcheck shell=sh
# Functions that remove trees. common.sh reads this file; the command `trees --remove` runs it in a pod of its own. They need
# no free space.
#
# A tree is first renamed to .prepare/TREE.removed, so that it is never there in part. A pod that is killed meanwhile leaves
# that folder to the next attempt of any task: see remove_abandoned_stages in common.sh.
#
# Reads: the variables of attempt.sh

# attempt.sh sets stderr_file.
# shellcheck disable=SC2154

# Shortens the paths in the folder $1: moves folders that are 12 levels deep into a new folder in $1, and removes the
# rest. Returns 1 if there are no such folders, or none can be moved. 12 names have at most 3,072 bytes.
lift_deep_folders() {
  lifted=$(mktemp -d "$1/XXXXXX") || return 1
  # A folder is moved only if it is writable.
  find "$1" -maxdepth 12 -type d ! -perm -700 -exec chmod u+rwx {} \; 2>"$stderr_file" || :
  # Each one into a folder of its own: some have the same name.
  find "$1" -mindepth 12 -maxdepth 12 -type d \
    -exec sh -c 'to=$(mktemp -d "$1/XXXXXX") && { mv "$2" "$to" || rmdir "$to"; }' sh "$lifted" {} \; \
    2>"$stderr_file" || :
  find "$1" -mindepth 1 -maxdepth 1 ! -path "$lifted" -exec rm -rf {} + 2>"$stderr_file" || :
  ! rmdir "$lifted" 2>"$stderr_file"
}

# Removes a file or a folder, including read-only folders in it. Returns 1 if it cannot.
try_remove() {
  if rm -rf "$1" 2>"$stderr_file"; then
    return
  fi
  chmod -R u+rwX "$1" 2>"$stderr_file" || :
  if rm -rf "$1" 2>"$stderr_file"; then
    return
  fi
  # A task can make paths longer than the 4,096 bytes that a system call accepts. busybox's tools use the whole path of
  # each file.
  while lift_deep_folders "$1"; do
    :
  done
  rm -rf "$1" 2>"$stderr_file"
}

# remove_tree TREE
# Removes a tree and its files in .prepare/, and logs what it freed. Returns 1 if it cannot, for example because another pod
# uses the tree. The last line of $stderr_file is the reason.
remove_tree() (
  files=.prepare/$1
  # A full volume may refuse a new file, also to other pods: then none has the lock.
  if [ -e "$files.lock" ] || (: >"$files.lock"); then
    exec 8<>"$files.lock" || exit
    if ! flock -n 8; then
      log 'another pod uses it' >&2
      exit 1
    fi
  fi
  tree=trees/$1
  # The first one is what a killed pod left.
  set -- "$files.removed" "$tree" "$files.previous" "$files.stage"
  megabytes=$(du -scm "$@" 2>/dev/null | awk 'END { print $1 + 0 }')
  for path; do
    if [ -d "$path" ] && [ "$path" != "$files.removed" ]; then
      # A folder can be moved to another folder only if it is writable.
      chmod u+rwx "$path" && mv "$path" "$files.removed" || exit
    fi
    try_remove "$files.removed" || exit
  done
  rm -f "$files.job" "$files.refs" "$files.inputs"
  # Last: from here on, another pod can lock a file with the same name.
  rm -f "$files.lock"
  log "removed $tree: $megabytes MB"
) 2>>"$stderr_file"
