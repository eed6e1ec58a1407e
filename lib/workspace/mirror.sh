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

lock_mirror() {
  exec 8>.prepare/fetching
  acquire_lock 8 $repository
}

# Removes what a killed git left behind, and all settings and hooks: no task can write here, but another pod that mounts
# the volume can.
repair_mirror() {
  chmod -R u+rwX $repository || return
  find $repository \( -name '*.lock' -o -path "$repository/objects/*tmp*" -o -path "$repository/objects/*.keep" \) \
    -exec rm -rf {} + || :
  rm -rf $repository/config $repository/hooks $repository/info $repository/objects/info || return
  git init -q --bare --template= --object-format="$object_format" $repository
}

# Whether the commits of all branches and tags exist.
has_all_refs() {
  repair_mirror || return
  newest=$(git -C $repository rev-list -n 1 --all) || return
  [ -n "$newest" ]
}

# Whether all objects are intact. Reads the whole mirror. Not a full `git fsck`: old commits may break rules, for example
# with a time zone that does not exist.
is_intact() {
  has_all_refs || return
  git -C $repository fsck --connectivity-only --no-dangling --no-progress || return
  git verify-pack $repository/objects/pack/*.idx
}

can_write() {
  head -c 100000 /dev/zero >"$state.stage/probe" 2>"$stdout_file" && rm "$state.stage/probe"
}

# delete_if_damaged CHECK
# Deletes the mirror if CHECK fails: one of the functions above.
delete_if_damaged() {
  if [ ! -e $repository ]; then
    return
  fi
  "$1" >"$stderr_file" 2>&1 && return
  # Not if git was killed, or if the volume is full or read-only: then the mirror may be intact.
  if [ $? -gt 128 ] || [ "$(failure_reason)" = storage_error ] || ! can_write; then
    fail_clone
  fi
  print_stderr
  log "$repository is damaged: deleting it and fetching everything again"
  remove $repository
}

update_mirror() {
  resolve_ref || return 1
  # A retry needs no more than its commit.
  if has_earlier_tree && has_commit; then
    return
  fi
  fetch_all || return 1
  # Each fetch adds a pack. This joins small packs, so that their number stays small. Without a window, because git would
  # hold a window of whole files in memory.
  git -C $repository -c pack.threads=1 repack -qdn --geometric=2 --window=0 2>"$stderr_file" || :
}

clone_from_mirror() {
  with_retries update_mirror || return 1
  # A failed call may have left one.
  remove "$staged_tree"
  mkdir "$staged_tree"
  # Not `git clone`: through its hard links a task could change the mirror.
  cp -R $repository "$staged_tree/.git" 2>"$stderr_file" || return 1
  # Releases the lock, so that other chains do not wait for the checkout.
  exec 8>&-
  check_out
}

begin_attempt
wait_for_secret
use_secret
with_retries resolve_ref || fail_clone
lock_mirror
delete_if_damaged has_all_refs
if ! clone_from_mirror; then
  if [ "$(failure_reason)" = storage_error ]; then
    fail_clone
  fi
  print_stderr
  # The mirror may be damaged in a way that the quick check does not find.
  lock_mirror
  delete_if_damaged is_intact
  if [ -e $repository ]; then
    fail_clone
  fi
  clone_from_mirror || fail_clone
fi
publish_clone
