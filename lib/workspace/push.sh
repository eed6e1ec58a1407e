#!/bin/sh
# Last step of a push: checks the packs of push-commit.sh, which nobody trusts, in a fresh repository, and pushes them.
#
# Reads: FORCE  never: only a fast-forward; lease: only if the branch is still what this run saw first
#        the variables of push-common.sh and server.sh

# with_retries calls functions.
# shellcheck disable=SC2317

# shellcheck source=push-common.sh
. "${0%/*}/push-common.sh"

# shellcheck source=server.sh
. "${0%/*}/server.sh"

target=refs/heads/$BRANCH
list=$HOME/list
export GIT_DIR="$HOME/repository" GIT_CONFIG_GLOBAL=/dev/null GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1

fail_push() {
  print_stderr
  log_mesh
  fail "pushing to $REPO_URL failed: see the git output above"
}

refuse_packs() {
  refuse "the result of the container push-commit is not valid"
}

# A link could lead to the Secret.
require_files() {
  for name in commit boundary shallow boundary.pack new.pack; do
    if [ ! -f "$PACKS/$name" ] || [ -L "$PACKS/$name" ]; then
      fail_job "the result of the container push-commit is not valid: $name is not a file"
    fi
  done
}

# read_packed NAME
# Prints the IDs in a file of the step before.
read_packed() {
  head -c "$MAX_BYTES" "$PACKS/$1" | read_ids /dev/stdin
}

# index NAME OPTION…
# Takes a pack as from an untrusted server: git computes the ID of each object itself.
index() {
  file=$PACKS/$1
  shift
  timeout 1800 git -c core.bigFileThreshold=16m -c pack.threads=1 index-pack --stdin --max-input-size="$MAX_BYTES" "$@" \
    <"$file" >"$list.pack" 2>"$stderr_file" || refuse_packs
}

# Whether the commit is complete, and all its objects that the server does not have are in the pack that was checked.
check_objects() {
  {
    log "$commit"
    sed 's/^/^/' "$list.boundary"
  } >"$list.range"
  timeout 1800 git rev-list --objects --stdin <"$list.range" >"$list.objects" 2>"$stderr_file" || refuse_packs
  cut -d ' ' -f 1 "$list.objects" | sort >"$list.needed"
  git show-index --object-format="$format" <"$GIT_DIR/objects/pack/pack-$(cut -f 2 "$list.pack").idx" |
    cut -d ' ' -f 2 | sort >"$list.new"
  if [ -n "$(comm -23 "$list.needed" "$list.new")" ]; then
    fail_job 'the result of the container push-commit is not valid: objects are missing in new.pack'
  fi
}

take_packs() {
  require_files
  commit=$(read_packed commit | head -n 1)
  if [ -z "$commit" ]; then
    fail_job 'the result of the container push-commit is not valid: it has no commit'
  fi
  format=$(object_format "$commit")
  git init -q --bare --template= --object-format="$format" "$GIT_DIR"
  # Not --fsck-objects: the server has these objects, which may break newer rules.
  index boundary.pack
  index new.pack --fsck-objects
  read_packed shallow >"$GIT_DIR/shallow"
  read_packed boundary >"$list.boundary"
  check_objects
}

finish() {
  log "$1"
  write_termination_message "$1"
  exit 0
}

# Compares the branch with what the task allows. git compares it again when it pushes.
check_branch() {
  tip=$(cat "$NOTES/tip")
  if [ "$tip" = "$commit" ]; then
    finish "$BRANCH of $REPO_URL is already at $commit"
  fi
  if [ "$FORCE" = lease ]; then
    first_tip=$(cat "$NOTES/first_tip")
    if [ "$tip" != "$first_tip" ]; then
      fail_job "$BRANCH of $REPO_URL moved from ${first_tip:-nothing} to ${tip:-nothing} during this run: increase \"run\" to push again"
    fi
    return
  fi
  if [ -n "$tip" ] && ! git merge-base --is-ancestor "$tip" "$commit" 2>"$stderr_file"; then
    fail_job "$BRANCH of $REPO_URL is at $tip, which $commit does not contain: push to another branch, or set force to \"lease\", then increase \"run\""
  fi
}

# Writes to $list.common which commits of the packs the server has.
find_common_commits() {
  git cat-file --batch-check='%(objectname) %(objecttype)' <"$NOTES/tips" | sed -n 's/ commit$//p' >"$list.common"
  negotiate=false
  if [ -e "$NOTES/negotiates" ] && [ -s "$list.boundary" ]; then
    negotiate=true
    timeout 600 git fetch --negotiate-only --negotiation-tip="$commit" -- "$REPO_URL" >>"$list.common" 2>"$stderr_file"
  fi
}

# Refuses commits that the server does not have as the boundary: git would push them, but nobody checked their objects.
check_boundary() {
  {
    cat "$list.boundary"
    sed 's/^/^/' "$list.common"
  } >"$list.range"
  if [ -n "$(git rev-list --stdin <"$list.range" 2>"$stderr_file" || echo unknown)" ]; then
    print_stderr
    fail_job "the result of the container push-commit is not valid: $REPO_URL does not have its boundary"
  fi
}

push_branch() {
  set -- --porcelain --no-verify --no-thin --no-follow-tags --no-signed --recurse-submodules=no
  if [ "$FORCE" = lease ]; then
    set -- "$@" "--force-with-lease=$target:$first_tip"
  fi
  git -c "push.negotiate=$negotiate" -c pack.threads=1 push "$@" -- "$REPO_URL" "$commit:$target" \
    >"$stdout_file" 2>"$stderr_file" && return
  grep '^!' "$stdout_file" >>"$stderr_file" || return 1
  # Another push may have moved the branch meanwhile, or the server's disk may be full: the next attempt sees.
  if grep -Eq '^!.*\((failed to update ref|cannot lock ref|incorrect old value|reference already exists|unpacker error)' \
    "$stdout_file"; then
    return 1
  fi
  refuse "the server rejects $commit for $BRANCH of $REPO_URL"
}

take_packs
check_branch
wait_for_secret
use_secret
with_retries find_common_commits || fail_push
check_boundary
with_retries push_branch || fail_push
finish "pushed $commit to $BRANCH of $REPO_URL"
