# The verb, with captures.
refire_test(NAME cli.verify.verb COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/check_verb
            $<TARGET_FILE:refire> ${PYTHON})
add_custom_target(update-verify
                  COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/check_verb $<TARGET_FILE:refire>
                          ${PYTHON} --update
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-verify)
