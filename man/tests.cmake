# The manual page says what the table says, and is good mdoc.
set(page ${CMAKE_SOURCE_DIR}/man/refire.1)
set(printed ${CMAKE_BINARY_DIR}/man/refire.1)
add_custom_target(update-manual
                  COMMAND manual ${page} > ${printed}
                  COMMAND ${CMAKE_COMMAND} -E copy_if_different ${printed} ${page}
                  VERBATIM)
add_dependencies(update-golden update-manual)

refire_test(NAME man.options PLAIN COMMAND ${SH} man/test_options $<TARGET_FILE:manual> man/refire.1)
refire_test(NAME man.lint PLAIN COMMAND ${SH} man/test_lint man/refire.1)
refire_test(NAME man.completion PLAIN
            COMMAND ${SH} man/test_completion ${CMAKE_BINARY_DIR}/completion)
refire_test(NAME man.messages PLAIN COMMAND ${SH} man/test_lint ${CMAKE_BINARY_DIR}/man/refire-messages.7)
refire_test(NAME man.commands PLAIN COMMAND ${SH} man/test_lint ${CMAKE_BINARY_DIR}/man/refire-commands.5)
refire_test(NAME man.lab PLAIN COMMAND ${SH} man/test_lint man/refire-lab.5)
refire_test(NAME man.lab_example COMMAND ${PYTHON} man/test_lab $<TARGET_FILE:refire> man/refire-lab.5)
