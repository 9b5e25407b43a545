# Runs a program that must not outlive whoever holds the other end of standard input.
# The end of that input, by whatever death, ends the program; the program's end ends this script with its status.
trap '' INT HUP
exec 3<&0
"$@" 3<&- </dev/null &
program=$!
(
    read -r _ <&3
    kill -TERM "$program"
    sleep 10
    kill -KILL "$program"
) 2>/dev/null &
watch=$!
exec 3<&-
wait "$program"
status=$?
kill -KILL "$watch" 2>/dev/null
exit "$status"
