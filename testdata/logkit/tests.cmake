# What logkit prints, in each version and form, and what it is said to be.
refire_test(NAME testdata.logkit
            COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/logkit.py $<TARGET_FILE:refire>)
refire_test(NAME testdata.logkit_schema
            COMMAND ${PYTHON} ${CMAKE_SOURCE_DIR}/cli/schema/validate.py logkit
                    ${CMAKE_CURRENT_LIST_DIR}/80-fields.ok)
add_custom_target(update-logkit
                  COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/logkit.py $<TARGET_FILE:refire>
                          --update
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-logkit refire)
add_dependencies(update-golden update-logkit)
