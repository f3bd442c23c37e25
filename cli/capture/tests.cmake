# Captures of a session, exported, and judged by tshark.
refire_test(NAME cli.capture.export COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_export
            $<TARGET_FILE:refire>)
