# A replay that waits for a writer can be interrupted.
refire_test(NAME cli.prompt.fifo COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_fifo
            $<TARGET_FILE:refire>)
# Lines longer than the row, on a pseudo-terminal.
refire_test(NAME cli.prompt.long_lines COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/check_long_lines
            $<TARGET_FILE:refire>)
