# The screens are tested by cli/prompt/session_test.c; this rewrites them from what comes out.
add_custom_target(update-sessions
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          $<TARGET_FILE:cli.prompt.session_test>
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
                  VERBATIM)
add_dependencies(update-golden update-sessions)

refire_test(NAME testdata.session.shapes PLAIN
            COMMAND ${PYTHON} ${CMAKE_CURRENT_LIST_DIR}/shapes.py)
