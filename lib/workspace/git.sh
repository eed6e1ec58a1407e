# shellcheck shell=sh
# Functions that clone.sh and mirror.sh share: they fetch from a git server and check out a commit.
#
# Reads: REPO_URL         URL of the repository
#        REF              branch, tag or commit; without it, the default branch
#        DEPTH            how many commits of history to fetch; without it, all
#        GIT_SECRET       name of the Secret with the credentials, for messages
#        GIT_SECRET_KEYS  keys that the Secret must have
#        SECRET_DIR       where the Secret is mounted; only tests set it (also for credentials.sh)
#        the variables of common.sh, and git's own: GIT_…
# Sets:  repository       the git repository to fetch into
#        wanted_ref       REF or HEAD
#        object           the ID of wanted_ref on the server: a commit or an annotated tag
#        ref              the full name of wanted_ref, such as refs/heads/main; empty if it is a commit
#        default_ref      the default branch, such as refs/heads/main; empty if the server has none
#        secret_dir, stdout_file, commit, GIT_SSL_CAINFO

# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"

secret_dir=${SECRET_DIR-/etc/git-secret}
stdout_file=$HOME/stdout
# mirror.sh sets another one.
repository=$staged_tree

fail_clone() {
  print_stderr
  fail "cloning $REPO_URL failed: see the git output above"
}

# The Secret may be created after the pod.
wait_for_secret() {
  waited=0
  for key in ${GIT_SECRET_KEYS-}; do
    until [ -s "$secret_dir/$key" ]; do
      if [ "$waited" -ge 120 ]; then
        fail_job "Secret $GIT_SECRET does not exist or has no key $key: create it, then increase \"run\""
      fi
      if [ "$waited" -eq 0 ]; then
        log "waiting up to 2 minutes for key $key of Secret $GIT_SECRET"
      fi
      sleep 2
      waited=$((waited + 2))
    done
  done
}

use_secret() {
  if [ -s "$secret_dir/ca.crt" ]; then
    export GIT_SSL_CAINFO="$secret_dir/ca.crt"
  fi
  if [ -s "$secret_dir/ssh-privatekey" ]; then
    # ssh accepts a key only if no other user can read the file and if each line ends with "\n", the last one too.
    (
      umask 077
      tr -d '\r' <"$secret_dir/ssh-privatekey" >"$HOME/ssh-privatekey"
      echo >>"$HOME/ssh-privatekey"
    )
  fi
}

is_missing_commit() {
  case $1 in
    *'upload-pack: not our ref '*) ;;
    *'Server does not allow request for unadvertised object '*) ;;
    *) return 1 ;;
  esac
}

is_access_error() {
  case $1 in
    *'Permission denied'*) ;; # ssh, for example "Permission denied (publickey)."
    *'Permission to '*' denied to '*) ;;
    *'Access denied'*) ;;
    *'epository access denied'*) ;; # Bitbucket
    *'User permission denied'*) ;; # Gitea
    *'Host key verification failed'*) ;;
    *'Authentication failed for '*) ;;
    *'could not read Username for '*) ;;
    *'could not read Password for '*) ;;
    *'The requested URL returned error: 403'*) ;;
    *'SSL certificate problem: '*) ;;
    *'server certificate verification failed'*) ;;
    *'server verification failed: certificate '*) ;;
    *'certificate subject name'*) ;;
    *'error setting certificate '*) ;; # a ca.crt that is no certificate
    *"fatal: repository '"*"' not found"*) ;;
    *'Repository not found'*) ;;
    *'does not appear to be a git repository'*) ;;
    *) return 1 ;;
  esac
}

is_full_volume() {
  case $1 in
    *'No space left on device'*) ;;
    *'write error. Out of diskspace'*) ;;
    *'Disk quota exceeded'*) ;; # glibc
    *'Quota exceeded'*) ;; # musl
    *) return 1 ;;
  esac
}

# Ends the attempt if the error is one that waiting does not repair.
check_error() {
  if is_missing_commit "$1"; then
    fail_job "the server does not provide commit $object: correct \"ref\", or increase \"run\" to resolve it again"
  fi
  if is_access_error "$1"; then
    print_stderr
    fail "the server refuses access to $REPO_URL: check the URL and gitSecret (${GIT_SECRET-none})"
  fi
  if is_full_volume "$1"; then
    fail_clone
  fi
}

# with_retries COMMAND…
# Runs a command that uses the network, and repeats it after growing pauses if it fails. Its output goes to files.
with_retries() {
  for pause in 2-4 4-8 8-16 16-32 32-64 none; do
    if "$@" >"$stdout_file" 2>"$stderr_file"; then
      return
    fi
    check_error "$(cat "$stderr_file")"
    if [ "$pause" = none ]; then
      return 1
    fi
    print_stderr
    # A random number, so that pods that failed at the same time do not retry at the same time.
    seconds=$(shuf -n 1 -i "$pause")
    log "retrying in $seconds seconds"
    sleep "$seconds"
  done
}

# Resolves wanted_ref. A retry uses the answer that the first attempt got, even if the branch has moved.
resolve_ref() {
  wanted_ref=${REF-HEAD}
  if [ ! -s "$state.refs" ]; then
    # 9>&- closes the lock's file for git: `timeout` runs git in a process group of its own, so that git may outlive a
    # script that is killed. It must not keep the lock.
    with_retries timeout 60 git ls-remote --symref -- "$REPO_URL" HEAD "$wanted_ref" 9>&- || fail_clone
    if [ ! -s "$stdout_file" ]; then
      fail "$REPO_URL is an empty repository, or not a git repository"
    fi
    cp "$stdout_file" "$state.refs"
  fi
  read_refs
  if [ "$ref" = HEAD ]; then
    ref=$default_ref
  fi
  if [ -z "$object" ]; then
    object=$(log "$wanted_ref" | grep -Ex '[0-9a-fA-F]{40}') ||
      fail_job "$REPO_URL has no branch or tag $wanted_ref: correct \"ref\", or push it and increase \"run\""
  fi
}

# Finds wanted_ref in the output of `git ls-remote`: lines such as "ref: refs/heads/main HEAD" and
# "<ID> refs/heads/main". They are sorted, so that a branch comes before a tag of the same name.
read_refs() {
  object=''
  ref=''
  default_ref=''
  while read -r first second third; do
    if [ "$first $third" = 'ref: HEAD' ]; then
      default_ref=$second
    elif [ -z "$object" ]; then
      case $second in
        "refs/heads/$wanted_ref" | "refs/tags/$wanted_ref" | "$wanted_ref")
          object=$first
          ref=$second
          ;;
      esac
    fi
  done <"$state.refs"
}

has_commit() {
  git -C "$repository" cat-file -e "$object^{commit}" 2>"$stderr_file"
}

# fetch REFSPEC…
fetch() {
  # unpackLimit: one pack is copied faster than many files. Maintenance would continue in the background.
  with_retries git -C "$repository" -c fetch.unpackLimit=1 fetch --progress --prune \
    --no-auto-maintenance --no-write-fetch-head ${DEPTH:+"--depth=$DEPTH"} -- "$REPO_URL" "$@" || return 1
  tr '\r' '\n' <"$stderr_file" | grep 'Receiving objects.*done' || :
}

# Fetches all branches and tags, and the commit if none of them contains it.
fetch_all() {
  fetch '+refs/heads/*:refs/remotes/origin/*' '+refs/tags/*:refs/tags/*' || return 1
  has_commit || fetch "$object"
}

# Checks out the commit in the staged tree, as `git clone` does. The subshell limits the redirection and the `cd`.
check_out() (
  exec 2>"$stderr_file"
  cd "$staged_tree" || exit
  # A shallow clone has this remote already.
  git remote add origin "$REPO_URL" || :
  branch=${ref#refs/heads/}
  if [ "$branch" = "$ref" ]; then
    git checkout -q --detach "$object^{commit}" || exit
  else
    git checkout -q -b "$branch" "$object^{commit}" || exit
    git branch -q -u "origin/$branch" || :
  fi
  git remote set-head origin "${default_ref#refs/heads/}" || :
  if [ -e .gitmodules ]; then
    log 'warning: submodules are not fetched, their folders are empty'
  fi
  if git grep -q filter=lfs -- '*.gitattributes'; then
    log 'warning: Git LFS files are not fetched, there are pointer files instead'
  fi
)

publish_clone() {
  commit=$(git -C "$staged_tree" rev-parse HEAD)
  publish "$REPO_URL ${ref:-$wanted_ref} at $commit"
  write_termination_message "$commit"
}
