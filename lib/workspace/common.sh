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
#
# Reads: CLAIM            absolute path of the volume
#        TREE             name of the tree
#        RETRY            clean or continue: what to do with the tree of the previous attempt
#        JOB_UID          UID of this pod's Job
#        HOME             folder for temporary files, of this container only
#        TERMINATION_LOG  file of the termination message; only tests set it
# Sets:  tree_path    the tree, below $CLAIM, which is the working directory
#        staged_tree  where the tree is made
#        state        start of the names of this tree's files in .prepare/
#        stderr_file, started_at

# -e ends the script when a command fails. It has no effect in a function that is called as a condition (`f || …`,
# `if f`): such a function handles each failure itself.
set -eu
# git.sh compares git's messages, in English.
export LC_ALL=C

tree_path=trees/$TREE
state=.prepare/$TREE
staged_tree=$state.stage/$TREE
stderr_file=$HOME/stderr
started_at=$(date +%s)

log() {
  printf '%s\n' "$*"
}

# Writes the text that `kubectl describe pod` shows for this container.
write_termination_message() {
  log "$1" >"${TERMINATION_LOG-/dev/termination-log}" || :
}

# Ends this attempt. The Job retries as often as its backoffLimit allows.
fail() {
  log "$1"
  write_termination_message "$1"
  exit 1
}

# Ends this attempt and fails the Job, for an error that a retry cannot repair: see its podFailurePolicy.
fail_job() {
  log "$1"
  write_termination_message "$1"
  exit 65
}

# Prints the last lines of a command's error output, without git's progress, such as "Receiving objects:  45% (9/20)".
print_stderr() {
  tr '\r' '\n' <"$stderr_file" | grep -Ev '^(remote: )?[A-Z][A-Za-z ]+: +[0-9]+% \(' | tail -n 20 || :
}

size_in_megabytes() {
  du -sm "$1" | cut -f 1
}

# Prints the free space of the volume: df's third column from the end. The columns are counted from the end because the
# first one, the name of a device, may contain spaces.
free_megabytes() {
  df -Pm "$CLAIM" | awk 'END { available = NF - 2; print $available }'
}

# Removes a file or a folder, including read-only folders in it.
remove() {
  if rm -rf "$1" 2>"$stderr_file"; then
    return
  fi
  chmod -R u+rwX "$1" || :
  rm -rf "$1" || fail "cannot remove $1: check whether an earlier pod of this task still writes to it"
}

# acquire_lock DESCRIPTOR NAME
# Locks the file that is open as DESCRIPTOR, until it is closed or this process ends.
acquire_lock() {
  if flock -n "$1"; then
    return
  fi
  log "waiting for the lock on $2, which another pod holds"
  # `timeout`, because busybox's flock has no option for it.
  timeout 3600 flock "$1" ||
    fail "no lock on $2 after 1 hour: another pod holds it, or the storage of the volume does not support flock"
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
    log "$JOB_UID" >"$state.job"
  fi
}

# Runs when the script exits, but not when a signal kills it.
end_attempt() {
  rm -rf "$state.stage" || :
  log "$(free_megabytes) MB are free on the volume"
}

# Locks the tree and makes an empty stage for it. Ends the script if the tree of the previous attempt is reused.
begin_attempt() {
  cd "$CLAIM"
  reject_symbolic_links
  mkdir -p .prepare trees || fail "user $(id -u) cannot write to the volume: check runAsUser and fsGroup"
  exec 9>"$state.lock"
  acquire_lock 9 "$tree_path"
  # Not before this pod has the lock: until then, the stage is another pod's.
  trap end_attempt EXIT
  check_owner
  remove "$state.stage"
  if [ -e "$tree_path" ]; then
    if [ "$RETRY" = continue ]; then
      log "reusing $tree_path from the previous attempt (retry: continue)"
      write_termination_message "reused $tree_path"
      exit 0
    fi
    remove "$state.previous"
  fi
  mkdir "$state.stage"
}

# publish SOURCE
# Renames the staged tree to trees/$TREE. SOURCE is where it comes from, for the log.
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
  log "prepared $tree_path from $1 in $seconds s ($(size_in_megabytes "$tree_path") MB)"
}
