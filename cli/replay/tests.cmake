# Two outputs of one run agree about what was denied.
refire_test(NAME cli.replay.facts COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_facts
            $<TARGET_FILE:refire>)
