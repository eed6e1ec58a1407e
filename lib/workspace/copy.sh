# The commit of a tree, read as text and through no link: git might run what a task put there
commit_of() (
  cd "$1"
  plain() { find .git -path "$1" -type f -size -9999 -exec "$2" "$3" {} \; 2>"$err"; }
  commit=`plain .git/HEAD head -n1 | tr -cd 'A-Za-z0-9_/.: -' | cut -c -300`
  ref=${commit#ref: }
  [ "$ref" = "$commit" ] || commit=`plain ".git/$ref" head -n1`
  [ "$commit" ] || commit=`plain .git/packed-refs grep " $ref$" | cut -d ' ' -f 1`
  expr "$commit" : '\([0-9a-f]\{40,64\}\)$' || say unknown
)

parent=trees/$PARENT_TREE
if [ ! -d "$parent" ] || [ -L "$parent" ]; then
  end 1 "$parent is missing: has task $PARENT_TASK_ID run on this volume?"
fi
needed=`du -sm "$parent" | cut -f 1`
free=`free`
[ "$needed" -le "$free" ] || end 1 "a copy of $parent needs $needed MB, but $free MB are free"
cd "$parent"
# An unreadable folder is copied as an empty one: only the status tells
cp -a . "$CLAIM/$new" 2>"$err" || {
  show
  end 1 "$parent of task $PARENT_TASK_ID can't be copied whole: see above; it needs $needed MB, `free` MB are free"
}
cd "$CLAIM"
chmod u+rwx "$new"
publish "`commit_of "$new"`" "$parent"
