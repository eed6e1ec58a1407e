#!/bin/sh
# Second step of a push: looks for the parent's tree, and keeps what all attempts of the run share on the volume. Kubernetes
# creates the folder of a missing tree when it mounts it, and the folder belongs to root. So this comes before the mount.
#
# On the volume: .prepare/$TREE.push/  the notes of the first attempt
#
# Reads: CLAIM           absolute path of the volume
#        TREE            name that the tree of this task would have
#        PARENT_TREE     name of the parent's tree
#        PARENT_TASK_ID  ID of the parent task, for messages
#        START_TREE      name of the tree of the chain's root, if the push goes to the repository that it cloned
#        the variables of push-common.sh

# shellcheck source=push-common.sh
. "${0%/*}/push-common.sh"

notes_of_run=.prepare/$TREE.push

cd "$CLAIM"
if [ -L .prepare ] || [ -L trees ]; then
  fail_job '.prepare or trees on the volume is a symbolic link: replace it with a folder, then increase "run"'
fi
if [ ! -d "trees/$PARENT_TREE" ] || [ -L "trees/$PARENT_TREE" ] || [ ! -f ".prepare/$PARENT_TREE.job" ]; then
  fail_job "trees/$PARENT_TREE does not exist: increase \"run\" of task $PARENT_TASK_ID and of this task"
fi
# The rename makes the notes complete or missing. They stay the same, also for another Job of this run.
if [ ! -d "$notes_of_run" ]; then
  rm -rf "$notes_of_run.stage"
  mkdir "$notes_of_run.stage"
  date +%s >"$notes_of_run.stage/date"
  cat "$NOTES/tip" >"$notes_of_run.stage/first_tip"
  mv "$notes_of_run.stage" "$notes_of_run"
fi
cat "$notes_of_run/date" >"$NOTES/date"
cat "$notes_of_run/first_tip" >"$NOTES/first_tip"
if [ -n "${START_TREE-}" ] && [ -f ".prepare/$START_TREE.refs" ]; then
  head -n 1 ".prepare/$START_TREE.refs" >"$NOTES/start"
fi
