#!/bin/sh
# Copies the tree of the parent's run to trees/$TREE: for a child task. No git command runs here, because the parent
# task may have written settings into its tree that make git run other programs.
#
# Reads: PARENT_TREE     name of the parent's tree
#        PARENT_TASK_ID  ID of the parent task, for messages
#        the variables of common.sh
# Sets:  parent, needed, free

# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

parent=trees/$PARENT_TREE

check_parent() {
  if [ ! -d "$parent" ] || [ -L "$parent" ]; then
    fail "$parent does not exist: task $PARENT_TASK_ID must run on this volume first"
  fi
}

check_space() {
  needed=$(size_in_megabytes "$parent")
  free=$(free_megabytes)
  if [ "$needed" -gt "$free" ]; then
    fail "copying $parent needs $needed MB, but $free MB are free: enlarge the volume or delete old trees"
  fi
}

# `cd` comes first: if another pod replaces the folder during the copy, `cp` still copies the first folder completely.
# The subshell keeps the script's own working directory.
copy() (
  cd "$parent" || exit
  cp -a . "$CLAIM/$staged_tree" 2>"$stderr_file"
)

begin_attempt
check_parent
check_space
# Only the exit code shows that something is missing: `cp` creates an empty folder for one that it cannot read.
if ! copy; then
  print_stderr
  fail "copying $parent of task $PARENT_TASK_ID failed: see above; $needed MB are needed, $(free_megabytes) MB are free"
fi
# The parent may have made the top folder read-only.
chmod u+rwx "$staged_tree"
publish "$parent"
write_termination_message "copied $parent"
