#!/bin/sh
# Updates mirror.git, a mirror of a repository on the volume, and clones it into trees/$TREE: for a root task whose
# volume belongs to the repository. Several chains may start at the same time: a lock protects the mirror.
#
# On the volume, besides the files of common.sh:
#   mirror.git/         the mirror
#   .prepare/fetching   is locked while a pod uses the mirror
#
# Reads: the variables of git.sh and common.sh
# Sets:  repository

# shellcheck source=git.sh
. "$(dirname "$0")/git.sh"

repository=mirror.git

# Removes what a killed git left behind, and all settings and hooks: no task can write here, but another pod that mounts
# the volume can.
repair_mirror() {
  find $repository \( -name '*.lock' -o -path "$repository/objects/*tmp*" -o -path "$repository/objects/*.keep" \) \
    -exec rm -rf {} + || :
  rm -rf $repository/config $repository/hooks $repository/info $repository/objects/info
  git init -q --bare --template= $repository
}

# Whether the commits of all branches and tags exist.
has_all_refs() {
  git -C $repository rev-list -n 1 --all
}

# Whether all objects are intact. Reads the whole mirror.
is_intact() {
  has_all_refs && git -C $repository fsck
}

# open_mirror CHECK
# Repairs the mirror, and replaces it with an empty one if CHECK fails: one of the functions above.
open_mirror() {
  if { repair_mirror && "$1"; } >"$stderr_file" 2>&1; then
    return
  fi
  log "$repository is damaged: deleting it and fetching everything again"
  remove $repository
  repair_mirror >"$stderr_file" 2>&1 || fail_clone
}

update_mirror() {
  # A retry needs no more than its commit.
  if [ -e "$tree_path" ] && has_commit; then
    return
  fi
  fetch_all || return 1
  # Each fetch adds a pack. This joins small packs, so that their number stays small.
  git -C $repository -c pack.threads=1 repack -qdn --geometric=2 2>"$stderr_file" || :
}

# clone_from_mirror CHECK
clone_from_mirror() {
  exec 8>.prepare/fetching
  acquire_lock 8 $repository
  # A failed call may have left one.
  remove "$staged_tree"
  open_mirror "$1"
  update_mirror || return 1
  mkdir "$staged_tree" || return 1
  # Not `git clone`: through its hard links a task could change the mirror.
  cp -R $repository "$staged_tree/.git" 2>"$stderr_file" || return 1
  # Releases the lock, so that other chains do not wait for the checkout.
  exec 8>&-
  # Turns the copy of a bare repository into one with a working tree.
  git init -q --template= "$staged_tree" 2>"$stderr_file" || return 1
  check_out
}

begin_attempt
wait_for_secret
use_secret
resolve_ref
if ! clone_from_mirror has_all_refs; then
  print_stderr
  # The mirror may be damaged in a way that the quick check does not find.
  clone_from_mirror is_intact || fail_clone
fi
publish_clone
