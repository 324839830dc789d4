# SPDX-License-Identifier: GPL-3.0-or-later
# What an installed Quantloom consists of, and the Debian package of it (cpack -G DEB).
#
# LibTorch's libraries are carried in lib/quantloom, where the program looks first; Debian's own
# LibTorch is a dependency instead. Only the CPU build is packed: a CUDA one is many gigabytes.

if(NOT TARGET quantloom)
  return()
endif()
include(GNUInstallDirs)
set(loom_id io.github.quantloom.Quantloom)
set(loom_private "${CMAKE_INSTALL_LIBDIR}/quantloom")
if(CMAKE_INSTALL_LIBDIR MATCHES "/")
  set(loom_private lib/quantloom) # one place, whatever the architecture's library folder
endif()

set_target_properties(quantloom PROPERTIES INSTALL_RPATH "\$ORIGIN/../${loom_private}")
install(TARGETS quantloom RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/resources/" DESTINATION ${CMAKE_INSTALL_DATADIR}/quantloom
        PATTERN "icons" EXCLUDE PATTERN "desktop" EXCLUDE PATTERN "*.qrc" EXCLUDE)
install(FILES "${PROJECT_SOURCE_DIR}/packaging/debian/copyright" DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/quantloom)

if(QUANTLOOM_GUI)
  install(FILES "${PROJECT_SOURCE_DIR}/resources/desktop/${loom_id}.desktop"
          DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES "${PROJECT_SOURCE_DIR}/resources/desktop/${loom_id}.metainfo.xml"
          DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES "${PROJECT_SOURCE_DIR}/resources/desktop/${loom_id}.xml"
          DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
  install(FILES "${PROJECT_SOURCE_DIR}/resources/icons/app/${loom_id}.svg"
          DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
  foreach(size 16 24 32 48 64 128 256)
    install(FILES "${PROJECT_SOURCE_DIR}/resources/icons/app/${loom_id}-${size}.png" RENAME ${loom_id}.png
            DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/${size}x${size}/apps)
  endforeach()
endif()

if(NOT LOOM_TORCH_LIBDIR MATCHES "^/usr/lib")
  if(LOOM_TORCH_CUDA)
    install(CODE "message(FATAL_ERROR \"A CUDA LibTorch is not packed; build with the CPU one (--libtorch cpu).\")")
  endif()
  file(GLOB loom_torch_files "${LOOM_TORCH_LIBDIR}/libgomp*.so*")
  list(APPEND loom_torch_files "${LOOM_TORCH_LIBDIR}/libtorch.so" "${LOOM_TORCH_LIBDIR}/libtorch_cpu.so"
       "${LOOM_TORCH_LIBDIR}/libc10.so")
  install(FILES ${loom_torch_files} DESTINATION ${loom_private}
          PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  file(GLOB loom_torch_licences "${loom_torch_root}/../torch-*.dist-info/licenses/LICENSE"
       "${loom_torch_root}/../torch-*.dist-info/licenses/NOTICE")
  install(FILES ${loom_torch_licences} DESTINATION ${CMAKE_INSTALL_DATADIR}/quantloom/licences/libtorch)
endif()

# --- the Debian package -------------------------------------------------------------------------

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME quantloom)
set(CPACK_PACKAGE_VENDOR "The Quantloom developers")
set(CPACK_PACKAGE_CONTACT "The Quantloom developers <maintainers@quantloom.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "research workstation for market scenarios and forecasts")
set(CPACK_PACKAGE_DESCRIPTION "Quantloom keeps a local cache of market prices, learns generators from them in
the background, shows synthetic paths beside the real ones with their statistics,
and remembers every run. It works offline and also from the command line.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd) # LibTorch takes minutes with xz
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${LOOM_TORCH_LIBDIR}")
# What the libraries' own dependencies do not show: plug-ins and data.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "tzdata")
if(QUANTLOOM_GUI)
  string(APPEND CPACK_DEBIAN_PACKAGE_DEPENDS ", libqt6svg6")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, qt6-wayland, fonts-roboto-unhinted, fonts-jetbrains-mono")
else()
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
endif()
include(CPack)
