#!/bin/sh
# The worker's verbs for a technician; carekiosk-edge.service starts `run` by itself.
export OPENCV_LOG_LEVEL=SILENT
exec /usr/bin/dotnet /usr/lib/carekiosk/edge/Kiosk.Edge.dll "$@"
