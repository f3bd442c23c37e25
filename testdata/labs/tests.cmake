# Of each lab: its right answers are taken, its start and its wrong answers refused.
file(GLOB labs CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*/lab)
foreach(lab IN LISTS labs)
    get_filename_component(folder ${lab} DIRECTORY)
    get_filename_component(name ${folder} NAME)
    refire_test(NAME testdata.labs.${name} COMMAND $<TARGET_FILE:refire> lab test ${folder})
endforeach()
refire_test(NAME testdata.labs.play COMMAND ${SH} ${CMAKE_CURRENT_LIST_DIR}/play $<TARGET_FILE:refire>)
