# The records of every replay.
refire_test(NAME cli.fate.replays COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/check_replays
            $<TARGET_FILE:refire> ${PYTHON})
