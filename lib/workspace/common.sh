# shellcheck shell=sh
# Functions that clone.sh, mirror.sh and copy.sh share: they prepare a working tree on a volume.
#
# A tree is made in a stage and then renamed, so that trees/$TREE is complete or does not exist. A pod may be killed at
# any moment: the next attempt starts with a new stage.
#
# On the volume:
#   trees/$TREE               the working tree
#   .prepare/$TREE.lock       is locked while a pod prepares the tree
#   .prepare/$TREE.job        UID of the Job that the tree belongs to
#   .prepare/$TREE.refs       what the first attempt got from `git ls-remote`
#   .prepare/$TREE.stage/     where the tree is made
#   .prepare/$TREE.previous/  the tree of the previous attempt
#   .prepare/$TREE.inputs     the trees that `main` reads, one a line
#   .prepare/$TREE.removed/   what is being removed
#
# Reads: CLAIM    absolute path of the volume
#        TREE     name of the tree
#        RETRY    clean or continue: what to do with the tree of the previous attempt
#        JOB_UID  UID of this pod's Job
#        the variables of attempt.sh
# Sets:  tree_path    the tree, below $CLAIM, which is the working directory
#        staged_tree  where the tree is made
#        state        start of the names of this tree's files in .prepare/
#        started_at

# shellcheck source=attempt.sh
. "${0%/*}/attempt.sh"

# shellcheck source=remove-tree.sh
. "${0%/*}/remove-tree.sh"

# shellcheck source=old-runs.sh
. "${0%/*}/old-runs.sh"

tree_path=trees/$TREE
state=.prepare/$TREE
staged_tree=$state.stage/$TREE

size_in_megabytes() {
  du -sm "$1" | cut -f 1
}

# Prints the name of the volume's device or share.
storage_device() {
  df -P "$CLAIM" | awk 'END { print $1 }'
}

# df_available UNIT
# Prints the free space of the volume in df's UNIT: m (megabytes) or i (inodes). Prints "unknown" if the storage reports
# a size of 0. The columns of df are counted from the end because the first one, the name of a device, may contain
# spaces.
df_available() {
  df "-P$1" "$CLAIM" | awk '
    END {
      size = NF - 4
      available = NF - 2
      if (NF < 6 || $size == 0) print "unknown"
      else print $available
    }'
}

# Prints the free space for messages, such as "54 MB".
free_space() {
  megabytes=$(df_available m)
  if [ "$megabytes" = unknown ]; then
    megabytes='an unknown number of'
  fi
  # The second reason for "No space left on device".
  if [ "$(df_available i)" = 0 ]; then
    log "$megabytes MB and 0 inodes"
  else
    log "$megabytes MB"
  fi
}

remove() {
  if try_remove "$1"; then
    return
  fi
  print_stderr
  fail "cannot remove $1: check whether an earlier pod of this task still writes to it"
}

# acquire_lock DESCRIPTOR NAME [-s]
# Locks the file that is open as DESCRIPTOR, until it is closed or this process ends. With -s, other pods can share the lock.
acquire_lock() {
  if flock -n "${3--x}" "$1"; then
    return
  fi
  log "waiting for the lock on $2, which another pod holds"
  # `timeout`, because busybox's flock has no option for it.
  timeout 3600 flock "${3--x}" "$1" ||
    fail "no lock on $2 after 1 hour: another pod holds it, or the storage of the volume does not support flock"
}

# is_full ERROR
# Whether an error is due to a full volume. The `printf` of busybox and dash does not print the reason.
is_full() {
  case "$1 $(free_space)" in
    *'No space left'* | *'uota exceeded'* | ' 0 MB'* | 'I/O error 0 MB'*) ;;
    *) return 1 ;;
  esac
}

# fail_to_write PATH
# Ends this attempt after the error in $stderr_file.
fail_to_write() {
  print_stderr
  reason=$(sed -n '$s/.*: //p' "$stderr_file")
  if is_full "$reason"; then
    fail "the volume is full: $1 cannot be written; $(free_space) are free; $(describe_earlier_runs)"
  fi
  fail "user $(id -u) cannot write $1 ($reason): check runAsUser, fsGroup and the volume; $(free_space) are free"
}

# share_tree TREE
# Keeps a tree from being removed, until descriptor 7 is closed.
share_tree() {
  # For reading and writing: on NFS, a shared lock needs the one, and the exclusive one of its own task the other.
  (exec 7<>".prepare/$1.lock") 2>"$stderr_file" || fail_to_write ".prepare/$1.lock"
  exec 7<>".prepare/$1.lock"
  acquire_lock 7 "trees/$1" -s
}

# Such a link could make this script write outside of the volume.
reject_symbolic_links() {
  for folder in .prepare trees mirror.git; do
    if [ -L "$folder" ]; then
      fail_job "$folder on the volume is a symbolic link: replace it with a folder, then increase \"run\""
    fi
  done
}

# The first attempt of a run stores the UID of its Job. Another Job for the same run must not replace the result: for
# example one that was deleted and created again.
check_owner() {
  if [ -e "$tree_path" ] || [ -e "$state.previous" ]; then
    owner=$(cat "$state.job" 2>"$stderr_file") || owner=unknown
    if [ "$owner" != "$JOB_UID" ]; then
      fail_job "$tree_path belongs to another Job and is kept; increase \"run\" to run this task again"
    fi
  else
    rm -f "$state.refs"
    log "$JOB_UID" 2>"$stderr_file" >"$state.job" || fail_to_write "$state.job"
  fi
}

# Removes what pods that were killed left, and that may have no next attempt: stages, and trees of which a part is removed. A
# stage in use is locked.
remove_abandoned_stages() {
  for stage in .prepare/*.stage; do
    if [ ! -d "$stage" ]; then
      continue
    fi
    # The subshell closes the lock's file. The stage is renamed first: on storage that does not enforce locks it may be
    # in use, and then its pod fails instead of publishing an incomplete tree.
    (
      exec 8>"${stage%.stage}.lock" || exit
      flock -n 8 || exit
      mv "$stage" "${stage%.stage}.removed" || exit
      log "removing $stage, which a killed pod left"
    ) 2>"$stderr_file" || :
  done
  for stage in .prepare/*.removed; do
    if [ -d "$stage" ]; then
      try_remove "$stage" || :
    fi
  done
}

# remove_git_locks TREE
# Removes the lock files in .git of a tree that no process uses: git fails while they exist, and a git that is killed
# leaves them. `find` does not follow a link in place of .git. Folders of loose objects have no locks, but many files.
remove_git_locks() (
  cd "$1" 2>"$stderr_file" || return
  if [ ! -d .git ]; then
    return
  fi
  removed=$(
    find .git -path '*/objects/[0-9a-f][0-9a-f]' -prune -o -name '*.lock' -type f -exec rm -f {} \; -print \
      2>"$stderr_file"
  ) || :
  if [ -n "$removed" ]; then
    log "removed locks that a killed git left:" "$removed"
  fi
)

# Runs when the script exits, but not when a signal kills it.
end_attempt() {
  # Before the stage is removed: after an error, this is the space that was free.
  log "$(free_space) are free on the volume"
  try_remove "$state.stage" || :
}

# Locks the tree and makes an empty stage for it. Ends the script if the tree of the previous attempt is reused.
begin_attempt() {
  started_at=$(date +%s)
  cd "$CLAIM"
  reject_symbolic_links
  mkdir -p .prepare trees 2>"$stderr_file" || fail_to_write .prepare
  # First in a subshell: a shell ends when `exec` cannot open a file.
  (exec 9>"$state.lock") 2>"$stderr_file" || fail_to_write "$state.lock"
  exec 9>"$state.lock"
  acquire_lock 9 "$tree_path"
  # Not before this pod has the lock: until then, the stage is another pod's.
  trap end_attempt EXIT
  check_owner
  remove "$state.stage"
  if [ -e "$tree_path" ]; then
    if [ "$RETRY" = continue ]; then
      remove_git_locks "$tree_path" || :
      log "reusing $tree_path from the previous attempt (retry: continue)"
      write_termination_message "reused $tree_path"
      exit 0
    fi
    remove "$state.previous"
  fi
  remove_abandoned_stages
  mkdir "$state.stage" 2>"$stderr_file" || fail_to_write "$state.stage"
  # git and `cp` need it. An SMB share refuses it if it is mounted for another user.
  chmod u+rwx "$state.stage" 2>"$stderr_file" ||
    fail "the storage $(storage_device) does not allow chmod: mount it with uid=$(id -u)"
}

# publish SOURCE [MEGABYTES]
# Renames the staged tree to trees/$TREE. SOURCE is where it comes from and MEGABYTES is its size, for the log.
publish() {
  # Writes the files to the disk before the rename, in case the node crashes. Not every `sync` has this option.
  sync -f "$staged_tree" 2>"$stderr_file" || :
  if [ -e "$tree_path" ]; then
    # A folder can be moved to another folder only if it is writable.
    chmod u+rwx "$tree_path"
    mv "$tree_path" "$state.previous"
  fi
  # The target is trees/: if $tree_path existed, `mv` would move the staged tree into it.
  mv "$staged_tree" trees/
  seconds=$(($(date +%s) - started_at))
  log "prepared $tree_path from $1 in $seconds s (${2-$(size_in_megabytes "$tree_path")} MB)"
  remove_old_runs
}

describe_unknown_failure() {
  log "preparing $tree_path failed: see the log; $(free_space) are free"
}

if [ -z "${supervised-}" ]; then
  supervise
fi
