# The rules of the house, each a test.
set(house ${CMAKE_CURRENT_LIST_DIR})

refire_test(NAME house.layering PLAIN COMMAND ${PYTHON} ${house}/layering.py)
refire_test(NAME house.words PLAIN COMMAND ${PYTHON} ${house}/words.py)
refire_test(NAME house.headers PLAIN COMMAND ${SH} ${house}/headers ${CMAKE_C_COMPILER})
refire_test(NAME house.format PLAIN COMMAND ${SH} ${house}/format)
refire_test(NAME house.accept FULL COMMAND ${SH} ${house}/accept $<TARGET_FILE:refire>)
refire_test(NAME house.outputs FULL COMMAND ${PYTHON} ${house}/outputs.py $<TARGET_FILE:refire>)
refire_test(NAME house.readme PLAIN COMMAND ${PYTHON} ${house}/readme.py $<TARGET_FILE:refire>)

# These look at the plain build or make one of their own.
if(NOT REFIRE_SANITIZE)
    refire_test(NAME house.globals
                COMMAND ${SH} ${house}/globals "interrupted" $<TARGET_FILE:refire_engine>
                        $<TARGET_FILE:refire_parser> $<TARGET_FILE:refire_cli>)
    refire_test(NAME house.package FULL COMMAND ${SH} ${house}/package ${CMAKE_BINARY_DIR})
    refire_test(NAME house.sanitize FULL TIMEOUT 900
                COMMAND ${SH} ${house}/sanitize ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/asan)
    refire_test(NAME house.valgrind FULL TIMEOUT 900
                COMMAND ${SH} ${house}/valgrind ${test_programs})
endif()
