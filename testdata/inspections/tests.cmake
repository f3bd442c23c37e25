# What each inspection lets in and rewrites, in both grammars and through each kind of translation.
refire_test(NAME testdata.inspections COST 10
            COMMAND ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>)
# Each control channel cut in two behind each of its bytes.
add_custom_target(soak-inspections
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_EVERY_CUT=1
                          ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
add_custom_target(update-inspections
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          ${PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/run.py $<TARGET_FILE:refire>
                  DEPENDS refire WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_dependencies(update-golden update-inspections)
