#!/bin/sh
# Starts the test browser ($TROUPE_BROWSER) as the guest it plays: on a machine of its own. As root, Chromium puts its drawing threads
# above everything else (nice -8); with software GL on two cores they then starve the server under test: an edit took twice as long.
if [ "$(id -u)" = 0 ] && setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice true 2>/dev/null; then
  exec nice -n 10 setpriv --bounding-set=-sys_nice --inh-caps=-sys_nice "$TROUPE_BROWSER" "$@"
fi
exec nice -n 10 "$TROUPE_BROWSER" "$@"
