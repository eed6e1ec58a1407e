# shellcheck shell=sh
# Removes trees of a volume. It runs after attempt.sh and remove-tree.sh, as one script.
#
# Arguments: path of the volume, names of the trees
# Prints a line to stdout for each tree that is removed, and to stderr for each one that stays.

# attempt.sh has "set -eu", and sets stderr_file.
# shellcheck disable=SC2154,SC2164

cd "$1"
shift
for tree; do
  remove_tree "$tree" || log "trees/$tree could not be removed: $(tail -n 1 "$stderr_file")" >&2
done
