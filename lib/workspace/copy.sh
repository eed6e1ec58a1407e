#!/bin/sh
# Copies the tree of the parent's run to trees/$TREE: for a child task. No git command runs here, because the parent
# task may have written settings into its tree that make git run other programs.
#
# Reads: PARENT_TREE     name of the parent's tree
#        PARENT_TASK_ID  ID of the parent task, for messages
#        INPUTS          the trees that `main` reads: TASK_ID=TREE, separated by spaces; unset if there are none
#        the variables of common.sh
# Sets:  parent, needed, holes, free, shared, copy_option, reason, message

# shellcheck source=common.sh
. "${0%/*}/common.sh"

parent=trees/$PARENT_TREE

# check_input TASK_ID TREE
check_input() {
  if [ ! -d "trees/$2" ] || [ -L "trees/$2" ]; then
    fail_job "trees/$2 does not exist: increase \"run\" of the input $1 and of this task"
  fi
  if [ ! -f ".prepare/$2.job" ]; then
    fail_job "trees/$2 was not made by task $1: increase \"run\" of the input $1 and of this task"
  fi
}

# Kubernetes creates the folder of a missing tree when it mounts it for `main`. The folder is empty and belongs to root, so
# the task that needs the name cannot make its tree any more. So this check comes first, in each attempt.
check_inputs() {
  cd "$CLAIM"
  for input in ${INPUTS-}; do
    check_input "${input%%=*}" "${input#*=}"
  done
}

# Records the inputs: `main` reads them after this script has ended, so they must stay as long as the tree of this task.
record_inputs() {
  rm -f "$state.inputs"
  for input in ${INPUTS-}; do
    share_tree "${input#*=}"
    # Its task may have removed it meanwhile.
    check_input "${input%%=*}" "${input#*=}"
    log "${input#*=}" 2>"$stderr_file" >>"$state.inputs" || fail_to_write "$state.inputs"
  done
}

check_parent() {
  if [ ! -d "$parent" ] || [ -L "$parent" ]; then
    fail_job "$parent does not exist: task $PARENT_TASK_ID failed before its working tree was ready, or used another volume; increase \"run\" of task $PARENT_TASK_ID and of this task"
  fi
  if [ ! -r "$parent" ] || [ ! -x "$parent" ]; then
    fail "user $(id -u) cannot read $parent: task $PARENT_TASK_ID must not change the mode of this folder"
  fi
}

# Lists the parent's folders, and its files of more than 64 KiB, in $HOME/names.
list_parent() {
  (cd "$parent" && find . \( -type d -o -type f -size +128 \) -print0) >"$HOME/names" 2>>"$stderr_file" || :
}

# stat_parent FORMAT
# Prints what `stat` says about each of them.
stat_parent() {
  (cd "$parent" && xargs -0 stat -c "$1" <"$HOME/names") 2>>"$stderr_file" || :
}

# Prints the size of the holes in sparse files.
hole_megabytes() {
  stat_parent '%s %b' | awk '
    $1 > $2 * 512 { holes += $1 - $2 * 512 }
    END { print int(holes / 1048576) }'
}

# Whether a copy of a sparse file has holes: coreutils' `cp` has the option --sparse, but busybox's `cp` writes zeros.
keeps_holes() {
  case $(cp --help 2>&1) in
    *--sparse*) ;;
    *) return 1 ;;
  esac
}

# Whether a copy shares the blocks of its source, as on XFS and Btrfs: then it needs no space. Not every `cp` has the option.
can_share_blocks() {
  mkdir "$state.stage/probe" || return 1
  head -c 8192 /dev/zero >"$state.stage/probe/from" && cp --reflink=always "$state.stage/probe/from" "$state.stage/probe/to"
  shared=$?
  rm -r "$state.stage/probe"
  return $shared
} >/dev/null 2>&1

check_space() {
  # busybox's `cp` does not report folders that it cannot read, but `du` does.
  needed=$(size_in_megabytes "$parent" 2>"$stderr_file")
  list_parent
  holes=$(hole_megabytes)
  if [ "$holes" -gt 0 ] && ! keeps_holes; then
    needed=$((needed + holes))
  fi
  free=$(df_available m)
  if can_share_blocks; then
    # busybox's `cp` does not share blocks by itself.
    copy_option=--reflink=auto
  elif [ "$free" = unknown ]; then
    log "the storage does not report its free space: copying $needed MB without a check"
  elif [ "$needed" -gt "$free" ]; then
    fail "copying $parent needs $needed MB, but $free MB are free: enlarge the volume, or remove trees; $(describe_earlier_runs)"
  fi
}

# The subshell keeps the script's own working directory.
copy() (
  cd "$parent" || exit
  cp -a ${copy_option:+"$copy_option"} . "$CLAIM/$staged_tree"
) 2>>"$stderr_file"

# Prints the first error of `du` or `cp`. It shortens a path that is too long for a termination message.
copy_error() {
  head -n 1 "$stderr_file" | sed 's/^\(.\{150\}\).*\(.\{150\}\)$/\1...\2/'
}

check_inputs
record_inputs
begin_attempt
share_tree "$PARENT_TREE"
check_parent
check_space
stat_parent '%i %z' >"$HOME/before"
# Only the exit code shows that something is missing: `cp` creates an empty folder for one that it cannot read.
if ! copy; then
  tail -n 20 "$stderr_file"
  reason=$(copy_error)
  message="copying $parent of task $PARENT_TASK_ID failed: $reason; $needed MB are needed, $(free_space) are free"
  if is_full "$reason"; then
    message="$message; $(describe_earlier_runs)"
  fi
  fail "$message"
fi
# `cp` uses the whole path of each file. If a process replaced a folder with a link meanwhile, `cp` copied other files,
# also those of other trees. This changes the time of the folder that contains the link, and no process can set that time.
if ! stat_parent '%i %z' | cmp -s - "$HOME/before"; then
  fail "$parent changed during the copy: check whether a pod of task $PARENT_TASK_ID still runs"
fi
# The parent may have made the top folder read-only.
chmod u+rwx "$staged_tree"
remove_git_locks "$staged_tree" || :
publish "$parent" "$needed"
write_termination_message "copied $parent"
