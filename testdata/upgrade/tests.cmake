# What 6.x texts become is tested by parser/upgrade_test.c; this rewrites it from what comes out.
add_custom_target(update-upgrade
                  COMMAND ${CMAKE_COMMAND} -E env REFIRE_UPDATE_GOLDEN=1
                          $<TARGET_FILE:parser.upgrade_test>
                  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
                  VERBATIM)
add_dependencies(update-golden update-upgrade)
