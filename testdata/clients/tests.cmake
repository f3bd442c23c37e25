# Public clients at the prompt under sshd; they wait for seconds at a time, so most run in full only.
# They are Debian's, as is the Python that knows them.
find_program(DEBIAN_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT DEBIAN_PYTHON)
    set(DEBIAN_PYTHON ${PYTHON})
endif()
set(clients ${DEBIAN_PYTHON} -B ${CMAKE_CURRENT_LIST_DIR}/clients.py $<TARGET_FILE:refire>)
refire_test(NAME testdata.clients.expect COMMAND ${clients} expect COST 5)
refire_test(NAME testdata.clients.recipes COMMAND ${clients} recipes COST 5)
refire_test(NAME testdata.clients.netmiko COMMAND ${clients} netmiko FULL)
refire_test(NAME testdata.clients.ansible COMMAND ${clients} ansible FULL TIMEOUT 900)
