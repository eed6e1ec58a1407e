#!/bin/sh
# Clones a repository into trees/$TREE: for a root task whose volume has no mirror of the repository.
#
# Reads: the variables of git.sh and common.sh

# shellcheck source=git.sh
. "$(dirname "$0")/git.sh"

# Fetches one commit with DEPTH commits of history, as `git clone --depth` does.
fetch_shallow() {
  init_repository || return 1
  case $ref in
    refs/heads/*) fetch --depth="$DEPTH" -- "$REPO_URL" "+$object:refs/remotes/origin/${ref#refs/heads/}" || return 1 ;;
    *) fetch --depth="$DEPTH" -- "$REPO_URL" "$object" || return 1 ;;
  esac
  check_type
  case $ref in
    refs/tags/*) git -C "$repository" update-ref "$ref" "$object" 2>"$stderr_file" ;;
  esac
}

clone() {
  resolve_ref || return 1
  if [ -n "${DEPTH-}" ]; then
    fetch_shallow
  else
    fetch_all
  fi
}

begin_attempt
wait_for_secret
use_secret
mkdir "$staged_tree"
with_retries clone || fail_clone
check_out || fail_clone
publish_clone
