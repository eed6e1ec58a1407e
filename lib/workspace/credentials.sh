#!/bin/sh
# git's credential helper: prints the user name and the password of the Secret. git calls it only for the host of the
# repository's URL.
#
# Reads: SECRET_DIR  where the Secret is mounted; only tests set it

secret_dir=${SECRET_DIR-/etc/git-secret}

# git also calls it with "store" and "erase".
if [ "$1" = get ]; then
  # printf is built into the shell: no process has the password as an argument, which others could read.
  printf 'username=%s\npassword=%s\n' "$(cat "$secret_dir/username")" "$(cat "$secret_dir/password")"
fi
