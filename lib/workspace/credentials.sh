#!/bin/sh
# git's credential helper: prints the user name and the password of the Secret, if git asks for the protocol, the host
# and the port of the repository's URL. A redirect may lead elsewhere.
#
# Reads: REPO_URL    URL of the repository
#        SECRET_DIR  where the Secret is mounted; only tests set it
#        standard input: lines such as "protocol=https" and "host=git.example.com:8443"

secret_dir=${SECRET_DIR-/etc/git-secret}

# Writes an origin such as https://git.example.com:8443 in one form: in lower case, without the default port.
normalize() {
  tr '[:upper:]' '[:lower:]' | sed -e '/^https:/s/:443$//' -e '/^http:/s/:80$//'
}

# git also calls it with "store" and "erase".
if [ "$1" != get ]; then
  exit
fi
protocol=''
host=''
while IFS='=' read -r key value; do
  case $key in
    protocol) protocol=$value ;;
    host) host=$value ;;
  esac
done
asked=$(printf '%s\n' "$protocol://$host" | normalize)
allowed=$(printf '%s\n' "$REPO_URL" | cut -d / -f 1-3 | normalize)
if [ "$asked" = "$allowed" ]; then
  # printf is built into the shell: no process has the password as an argument, which others could read.
  printf 'username=%s\npassword=%s\n' "$(cat "$secret_dir/username")" "$(cat "$secret_dir/password")"
fi
