# Where a Debian user expects things, and the .deb that puts them there (`cpack` in the build
# folder).
include(GNUInstallDirs)

install(TARGETS refire RUNTIME)
install(FILES man/refire.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES man/refire-lab.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(DIRECTORY testdata/labs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/refire/labs
        FILES_MATCHING PATTERN "lab" PATTERN "*.txt" PATTERN "*.cfg")
install(FILES ${CMAKE_BINARY_DIR}/man/refire-commands.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES ${CMAKE_BINARY_DIR}/man/refire-messages.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES ${CMAKE_BINARY_DIR}/completion/refire
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${CMAKE_BINARY_DIR}/completion/_refire
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME refire)
set(CPACK_PACKAGE_VENDOR "the refire authors")
set(CPACK_PACKAGE_CONTACT "the refire authors <refire@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
"Reads the configuration of a PIX or ASA, becomes that firewall, and shows what
it does with traffic: at a prompt like the device's own, or by replaying
captures into the system log that the device would have printed.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
include(CPack)
