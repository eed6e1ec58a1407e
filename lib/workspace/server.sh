# shellcheck shell=sh
# attempt.sh sets stderr_file.
# shellcheck disable=SC2154

# Functions that use a git server with the credentials of a Secret. The script that uses them defines check_error, which
# ends the attempt if the error is one that waiting does not repair.
#
# Reads: REPO_URL         URL of the repository
#        GIT_SECRET       name of the Secret with the credentials, for messages
#        GIT_SECRET_KEYS  keys that the Secret must have
#        ISTIO_STATUS     not empty if Istio has injected a proxy into the pod
#        LINKERD_VERSION  not empty if Linkerd has injected a proxy into the pod
#        SECRET_DIR       where the Secret is mounted; only tests set it
#        the variables of attempt.sh, and git's own: GIT_…
# Sets:  try              1, 2, …: how often the network was used
#        secret_dir, stdout_file, stall_seconds, GIT_SSL_CAINFO, GIT_DEFAULT_REF_FORMAT, GIT_HTTP_LOW_SPEED_TIME

# A newer git may have another default. Older ones know no other format and ignore the variable.
export GIT_DEFAULT_REF_FORMAT=files

secret_dir=${SECRET_DIR-/etc/git-secret}
stdout_file=$HOME/stdout
stall_seconds=${GIT_HTTP_LOW_SPEED_TIME-60}

# A hint for an error of the network.
log_mesh() {
  if [ -n "${ISTIO_STATUS-}${LINKERD_VERSION-}" ]; then
    log 'this pod has the proxy of a service mesh, which may block the network before it runs: switch the injection off'
  fi
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
    if has_passphrase "$HOME/ssh-privatekey"; then
      fail_job "ssh-privatekey of Secret $GIT_SECRET has a passphrase: store a key without one, then increase \"run\""
    fi
  fi
}

# ssh does not report a passphrase that it cannot ask for. An image without ssh-keygen has no such check.
has_passphrase() {
  ssh-keygen -y -P '' -f "$1" 2>&1 >"$stdout_file" | grep -q 'incorrect passphrase'
}

# Prints why the last command failed, if a line that git or ssh printed shows it: one of the words in check_error. A
# pattern without "*" at its start must match the start of a line.
failure_reason() {
  tr '\r' '\n' <"$stderr_file" | while IFS= read -r line; do
    case $line in
      # From here on: what the server printed.
      'remote: ERROR: The project you were looking for could not be found '*) echo no_access ;; # GitLab, ssh
      'remote: '*) ;;
      'ERROR: Permission to '*' denied to '*) echo no_access ;; # GitHub, ssh
      'ERROR: Repository not found.'*) echo no_access ;;        # GitHub, ssh
      *'epository access denied'*) echo no_access ;;            # Bitbucket, ssh
      *': User permission denied'*) echo no_access ;;           # Gitea, ssh
      'ERROR: The key you are authenticating with has been marked as read only.') echo no_access ;; # GitHub, ssh
      # From here on: what ssh printed.
      *': Permission denied ('*').') echo no_access ;;
      'Host key verification failed.') echo no_access ;;
      # From here on: what git printed.
      *'upload-pack: not our ref '*) echo missing_commit ;;
      *'Server does not allow request for unadvertised object '*) echo missing_commit ;;
      'fatal: dumb http transport does not support shallow capabilities') echo no_depth ;;
      'fatal: Authentication failed for '*) echo no_access ;;
      'fatal: could not read Username for '*) echo no_access ;;
      'fatal: could not read Password for '*) echo no_access ;;
      "fatal: repository '"*"' not found") echo no_access ;;
      "fatal: '"*"' does not appear to be a git repository") echo no_access ;;
      "fatal: unable to access '"*"': The requested URL returned error: 403"*) echo no_access ;;
      "fatal: unable to access '"*"': SSL certificate problem: "*) echo no_access ;;
      "fatal: unable to access '"*"': "*'server certificate verification failed'*) echo no_access ;;
      "fatal: unable to access '"*"': "*'server verification failed: certificate '*) echo no_access ;;
      "fatal: unable to access '"*"': "*'certificate subject name'*) echo no_access ;;
      "fatal: unable to access '"*"': "*'error setting certificate '*) echo no_access ;; # a ca.crt that is no certificate
      "fatal: unable to access '"*"': The requested URL returned error: 30"[12378]) echo redirect ;;
      "fatal: unable to access '"*) ;;
      'error: RPC failed; '*) ;;
      # From here on: what git and other programs print about the volume.
      *'No space left on device'*) echo storage_error ;;
      *'write error. Out of diskspace'*) echo storage_error ;;
      'error: unable to write file '*) echo storage_error ;;
      *'Disk quota exceeded'*) echo storage_error ;; # glibc
      *'Quota exceeded'*) echo storage_error ;;      # musl
      *'Read-only file system'*) echo storage_error ;;
      *'Input/output error'*) echo storage_error ;;
    esac
  done | head -n 1
}

# git sends credentials that the server did not ask for to the target of a redirect, too. So the settings in
# git-environment.ts do not allow redirects at first. This removes the last two: http.proactiveAuth and
# http.followRedirects. Then git sends credentials only to a server that asks for them.
follow_redirects() {
  [ "$GIT_CONFIG_COUNT" -eq 4 ] && export GIT_CONFIG_COUNT=2
}

# with_retries COMMAND…
# Runs a command that uses the network, and repeats it after growing pauses if it fails.
with_retries() {
  try=0
  for pause in 2-4 4-8 8-16 16-32 32-64 none; do
    # A slow server gets more time with each try.
    try=$((try + 1))
    export GIT_HTTP_LOW_SPEED_TIME=$((stall_seconds * try))
    if "$@"; then
      return
    fi
    if [ "$(failure_reason)" = redirect ] && follow_redirects && "$@"; then
      return
    fi
    check_error
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

# Writes all refs of the server to stdout_file: lines such as "ref: refs/heads/main<tab>HEAD" and
# "<ID><tab>refs/heads/main".
list_refs() {
  # 9>&- closes the lock's file for git: `timeout` runs git in a process group of its own, so that git may outlive a
  # script that is killed. It must not keep the lock.
  limit=$((60 * try))
  timeout $limit git ls-remote --symref -- "$REPO_URL" >"$stdout_file" 2>"$stderr_file" 8>&- 9>&- || {
    # 124 is the exit code of GNU's timeout, 143 that of busybox'.
    case $? in
      124 | 143) log "no answer in $limit s" >>"$stderr_file" ;;
    esac
    return 1
  }
}

# Prints the ID of a ref on the server.
id_of() {
  name=$1 awk -F '\t' '$2 == ENVIRON["name"] && $1 !~ /^ref: / { print $1; exit }' "$stdout_file"
}

# Prints the default branch of the server. Not every server names it: then, like git, the branch with HEAD's commit.
default_branch() {
  head=$(id_of HEAD)
  awk -F '\t' '$2 == "HEAD" && sub(/^ref: /, "", $1) { print $1; exit }' "$stdout_file" | grep . && return
  for name in refs/heads/main refs/heads/master; do
    if [ -n "$head" ] && [ "$(id_of $name)" = "$head" ]; then
      log $name
      return
    fi
  done
  head=$head awk -F '\t' '$1 == ENVIRON["head"] && $2 ~ /^refs\/heads\// { print $2; exit }' "$stdout_file"
}
