# shellcheck shell=sh
# Functions that clone.sh and mirror.sh share: they fetch from a git server and check out a commit.
#
# A server chooses the names of its refs, and git resolves a name in several ways. So these functions look up a ref only
# by its full name, and use full object IDs everywhere else.
#
# Reads: REPO_URL         URL of the repository
#        REF              branch, tag or commit; without it, the default branch
#        DEPTH            how many commits of history to fetch; without it, all
#        the variables of common.sh and server.sh
# Sets:  repository       the git repository to fetch into
#        wanted_ref       REF or HEAD
#        object           the ID of wanted_ref on the server: a commit or an annotated tag
#        ref              the full name of wanted_ref, such as refs/heads/main; empty if it is a commit
#        default_ref      the default branch, such as refs/heads/main; empty if the server has none
#        object_format    sha1 or sha256: the hash of the repository's object IDs
#        commit           the commit that object is or points to

# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

# shellcheck source=server.sh
. "$(dirname "$0")/server.sh"

# mirror.sh sets another one.
repository=$staged_tree/.git

fail_clone() {
  print_stderr
  if [ "$(failure_reason)" = storage_error ]; then
    # git has removed its files, so that more may be free now than when it failed.
    fail "cloning $REPO_URL failed, because the volume cannot be written: check its size, its inodes and its quota; $(free_space) are free now; $(describe_earlier_runs)"
  fi
  log_mesh
  fail "cloning $REPO_URL failed: see the git output above"
}

# Ends the attempt if the error is one that waiting does not repair.
check_error() {
  case $(failure_reason) in
    missing_commit)
      if is_full_id "$wanted_ref" || has_earlier_tree; then
        print_stderr
        fail_job "the server does not provide commit $object: correct \"ref\", or increase \"run\" to resolve it again"
      fi
      # The branch has moved since the first request. The next try resolves it again.
      rm -f "$state.refs"
      ;;
    no_access)
      print_stderr
      fail "the server refuses access to $REPO_URL: check the URL and gitSecret (${GIT_SECRET-none})"
      ;;
    no_depth)
      print_stderr
      fail_job "the server of $REPO_URL does not support \"depth\": remove it, then increase \"run\""
      ;;
    storage_error)
      fail_clone
      ;;
  esac
}

# Whether an earlier attempt of this run had a tree: then this attempt must not start from another commit.
has_earlier_tree() {
  [ -e "$tree_path" ] || [ -e "$state.previous" ]
}

# Resolves wanted_ref. A retry uses the answer that the first attempt got, even if the branch has moved.
resolve_ref() {
  wanted_ref=${REF-HEAD}
  if [ ! -s "$state.refs" ]; then
    list_refs || return 1
    if [ ! -s "$stdout_file" ]; then
      fail "$REPO_URL is an empty repository, or not a git repository"
    fi
    select_ref
    record_ref || fail_clone
  fi
  {
    IFS= read -r object
    IFS= read -r ref
    IFS= read -r default_ref
  } <"$state.refs"
  object_format=$(object_format "$object")
}

record_ref() {
  log "$object
$ref
$default_ref" >"$HOME/refs"
  # `cp` reports a full volume. A rename, so that the record is complete.
  cp "$HOME/refs" "$state.stage/refs" 2>"$stderr_file" || return 1
  mv "$state.stage/refs" "$state.refs"
}

# Finds wanted_ref among the refs of the server.
select_ref() {
  default_ref=$(default_branch)
  if is_full_id "$wanted_ref"; then
    # Even if a branch or a tag has this name.
    ref=''
    object=$(log "$wanted_ref" | tr A-F a-f)
    id=$(awk '$1 != "ref:" { print $1; exit }' "$stdout_file")
    if [ "${#object}" -ne "${#id}" ]; then
      fail_job "$REPO_URL has no commit $wanted_ref: its IDs have ${#id} digits; correct \"ref\", then increase \"run\""
    fi
    return
  fi
  case $wanted_ref in
    HEAD)
      ref=$default_ref
      object=$(id_of HEAD)
      if [ -z "$object" ]; then
        fail_job "$REPO_URL has no default branch: set \"ref\" to a branch, then increase \"run\""
      fi
      return
      ;;
    refs/*)
      ref=$wanted_ref
      object=$(id_of "$ref")
      ;;
    *)
      ref=refs/heads/$wanted_ref
      object=$(id_of "$ref")
      if [ -z "$object" ]; then
        ref=refs/tags/$wanted_ref
        object=$(id_of "$ref")
      fi
      ;;
  esac
  if [ -z "$object" ]; then
    fail_job "$REPO_URL has no branch or tag $wanted_ref: correct \"ref\", or push it and increase \"run\""
  fi
}

has_commit() {
  git -C "$repository" cat-file -e "$object^{commit}" 2>"$stderr_file"
}

# Logs what a successful git command printed: its warnings, and how much it received.
log_transfer() {
  tr '\r' '\n' <"$stderr_file" | grep -E '^(warning|error): |^Receiving objects.*done' || :
}

# fetch ARGUMENT…
fetch() {
  # unpackLimit: one pack is copied faster than many files. Maintenance would continue in the background. update-shallow:
  # the repository on the server may itself be shallow.
  git -C "$repository" -c fetch.unpackLimit=1 fetch --progress --update-shallow --no-auto-maintenance \
    --no-write-fetch-head "$@" 2>"$stderr_file" || return 1
  log_transfer
}

# Makes the folder $repository a bare repository, without settings of another program. Files that exist are kept.
init_repository() {
  git init -q --bare --template= --object-format="$object_format" "$repository" 2>"$stderr_file"
}

# Makes $repository with all branches and tags. Unlike a fetch, a clone writes the refs into one file: many refs need no
# files of their own, and their names may be longer than that of a file.
clone_all() {
  remove "$state.stage/clone"
  git -c core.logAllRefUpdates=false clone --no-checkout --progress --template= -- \
    "$REPO_URL" "$state.stage/clone" 2>"$stderr_file" || return 1
  log_transfer
  # Removes what the server's default branch caused: a branch, origin/HEAD, and settings.
  git -C "$state.stage/clone" for-each-ref --format='delete %(refname)' refs/heads refs/remotes/origin/HEAD \
    >"$stdout_file" || return 1
  git -C "$state.stage/clone" update-ref --no-deref --stdin <"$stdout_file" 2>"$stderr_file" || return 1
  rm "$state.stage/clone/.git/config"
  mv "$state.stage/clone/.git" "$repository" || return 1
  init_repository
}

# Updates all branches and tags of $repository, except those that cannot be stored: for example, because a name is too
# long for a file. A newer git then stores no ref at all. So this excludes the refs that git names, and fetches again.
update_all() {
  set -- '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*'
  for round in 1 2 3 4 5 last; do
    fetch --prune --no-tags -- "$REPO_URL" "$@" && break
    unstorable=$(unstorable_refs)
    if [ -z "$unstorable" ] || [ "$(failure_reason)" = storage_error ]; then
      return 1
    fi
    grep -m 1 '^error: ' "$stderr_file"
    log 'warning: some branches or tags could not be stored: see the git output above'
    if [ $round = last ]; then
      break
    fi
    # Names of refs contain no spaces.
    # shellcheck disable=SC2086
    set -- "$@" $unstorable
  done
  git -C "$repository" pack-refs --all 2>"$stderr_file" || :
}

# Prints the refs that git could not store, as arguments that exclude them from a fetch.
unstorable_refs() {
  sed -n \
    -e "s,^error: .*cannot lock ref 'refs/remotes/origin/\([^']*\)'.*,^refs/heads/\1,p" \
    -e "s,^error: .*cannot lock ref 'refs/tags/\([^']*\)'.*,^refs/tags/\1,p" "$stderr_file"
}

# Fetches all branches and tags, and the commit if none of them contains it.
fetch_all() {
  if [ -e "$repository" ]; then
    update_all || return 1
  else
    clone_all || return 1
  fi
  if ! has_commit; then
    fetch --no-tags -- "$REPO_URL" "$object" || return 1
    if [ -z "$ref" ]; then
      log "warning: commit $object is in no branch or tag of the repository"
    fi
  fi
  check_type
}

# A tag may point to a file.
check_type() {
  has_commit && return
  type=$(git -C "$repository" cat-file -t "$object^{}" 2>"$stderr_file") || return 1
  fail_job "$wanted_ref of $REPO_URL is a $type, not a commit: correct \"ref\", then increase \"run\""
}

# Checks out the commit in the staged tree, as `git clone` does. The subshell limits the redirection and the `cd`.
check_out() (
  exec 2>"$stderr_file"
  cd "$staged_tree" || exit
  # Turns the bare repository into one with a working tree.
  git init -q --template= --object-format="$object_format" || exit
  set_remote || exit
  set_head || exit
  # Unlike `git checkout`, this fails if a file cannot be written.
  git read-tree --reset -u "$commit" || exit
  check_files || exit
  log_warnings
)

# Sets origin, its HEAD and the upstream of the branch, as `git clone` does.
set_remote() {
  branch=${ref#refs/heads/}
  if [ -n "${DEPTH-}" ] && [ "$branch" != "$ref" ]; then
    git remote add -t "$branch" origin "$REPO_URL" || return 1
  else
    git remote add origin "$REPO_URL" || return 1
  fi
  default_branch=${default_ref#refs/heads/}
  if git show-ref -q --verify "refs/remotes/origin/$default_branch"; then
    git symbolic-ref refs/remotes/origin/HEAD "refs/remotes/origin/$default_branch" || return 1
  fi
  if [ "$branch" != "$ref" ] && git show-ref -q --verify "refs/remotes/origin/$branch"; then
    git config "branch.$branch.remote" origin || return 1
    git config "branch.$branch.merge" "$ref" || return 1
  fi
}

# Sets HEAD to exactly the wanted commit. `git checkout` would look up the commit's ID as the name of a tag first.
set_head() {
  commit=$(git rev-parse --verify "$object^{commit}") || return 1
  case $ref in
    refs/heads/*)
      git symbolic-ref HEAD "$ref" || return 1
      git update-ref -m "clone: from $REPO_URL" HEAD "$commit" || return 1
      ;;
    *)
      git update-ref -m "clone: from $REPO_URL" --no-deref HEAD "$commit" || return 1
      ;;
  esac
  head=$(git rev-parse --verify HEAD) || return 1
  if [ "$head" != "$commit" ]; then
    log "error: HEAD is $head, not $commit" >&2
    return 1
  fi
}

# Whether the files are those of the commit: a file system may lose data, or may store two names in one file.
check_files() {
  if git update-index --refresh >"$stdout_file"; then
    return
  fi
  # git also lists a file that it would commit with other content, for example with other line ends. So this writes the
  # listed files again and compares them.
  git diff-files -z --name-only >"$stdout_file" || return 1
  git checkout-index -z --stdin --prefix="$CLAIM/$state.stage/again/" <"$stdout_file" || return 1
  differences=$(
    cd "$CLAIM/$state.stage/again" || exit
    # shellcheck disable=SC2016
    find . ! -type d -exec sh -c 'for file; do cmp "$file" "$0/$file" || echo "error: $file"; done' \
      "$CLAIM/$staged_tree" {} + 2>&1
  )
  if [ -n "$differences" ]; then
    log 'error: these files are not as git wrote them:' "$differences" >&2
    return 1
  fi
}

log_warnings() {
  if [ -z "${DEPTH-}" ] && [ -s .git/shallow ]; then
    log 'warning: the repository on the server is shallow: its history is incomplete'
  fi
  if [ -e .gitmodules ]; then
    log 'warning: submodules are not fetched, their folders are empty'
  fi
  if git grep -q filter=lfs -- '*.gitattributes'; then
    log 'warning: Git LFS files are not fetched, there are pointer files instead'
  fi
}

publish_clone() {
  # git may warn about a name that two files share, for example.
  print_stderr
  commit=$(git -C "$staged_tree" rev-parse --verify HEAD)
  publish "$REPO_URL ${ref:-$wanted_ref} at $commit"
  write_termination_message "$commit"
}
