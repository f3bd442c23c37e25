# A replay that waits for a writer can be interrupted.
refire_test(NAME cli.prompt.fifo COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_fifo
            $<TARGET_FILE:refire>)
