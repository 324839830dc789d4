# SPDX-License-Identifier: GPL-3.0-or-later
# Precompiled headers: the libraries of others that many files parse, compiled once a kind.
#
# packaging/cmake/precompiled/<kind>.h lists them; nothing of ours is in them. Nobody includes these
# headers and no file may rely on them: each includes what it uses, which tests/guards checks.
# Shared by many targets, a header is compiled once for an object library of its own, with the
# definitions that all of its users have (a precompiled header is good for no others).

# loom_precompiled(<target> <kind>)
function(loom_precompiled target kind)
  if(NOT TARGET loom_precompiled_${kind})
    loom_precompiled_header(${kind})
  endif()
  target_precompile_headers(${target} REUSE_FROM loom_precompiled_${kind})
endfunction()

function(loom_precompiled_header kind)
  set(libraries_standard fmt::fmt)
  set(libraries_json fmt::fmt nlohmann_json::nlohmann_json)
  set(libraries_window ${libraries_json} Qt6::Widgets)
  set(libraries_tests fmt::fmt Qt6::Test)
  set(libraries_window_tests ${libraries_window} Qt6::Test)
  set(libraries_torch fmt::fmt Torch::Torch)
  set(header loom_precompiled_${kind})
  set(source "${PROJECT_BINARY_DIR}/precompiled/${kind}.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "// Here so that the precompiled header has a target.\n")
  add_library(${header} OBJECT "${source}")
  target_link_libraries(${header} PRIVATE loom_options ${libraries_${kind}})
  # By its name and not by its path, so that a compiler cache serves every checkout.
  target_include_directories(${header} PRIVATE "${PROJECT_SOURCE_DIR}/packaging/cmake")
  target_precompile_headers(${header} PRIVATE "<precompiled/${kind}.h>")
  if(kind MATCHES "tests$")
    loom_test_options(${header})
  endif()
endfunction()

# How tests are compiled. Qt defines the folders of each test (for QFINDTESTDATA, which nobody uses
# here) and whether it links Qt Network; the headers of Qt Test name these definitions, so that a header
# compiled with one test's would be useless to others. -O1: a third of -O2's time goes into making
# fast what runs once.
function(loom_test_options target)
  target_compile_options(${target} PRIVATE
    -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR -UQT_NETWORK_LIB $<$<CONFIG:Release>:-O1>)
endfunction()

# loom_own_options(SOURCES files... OPTIONS options...)
# Sources with options of their own do without: GCC would put the precompiled header's in their place.
function(loom_own_options)
  cmake_parse_arguments(ARG "" "" "SOURCES;OPTIONS" ${ARGN})
  set_property(SOURCE ${ARG_SOURCES} APPEND PROPERTY COMPILE_OPTIONS ${ARG_OPTIONS})
  set_property(SOURCE ${ARG_SOURCES} PROPERTY SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# loom_split_torch(<target>)
# Moves the sources that include LibTorch, themselves or through a header in a detail/ folder of core,
# to an object library of their own, where they share the header compiled for LibTorch; the rest of
# the target stays free for another one. A file that gains its first such include later is
# compiled the long way until CMake runs again, which costs time and nothing else.
set(loom_torch_include "^ *# *include *[<\"](torch|ATen|c10)/")

# Headers of detail/ folders that bring LibTorch, as they are included: "learn/detail/torch_tcn.h".
function(loom_torch_detail_headers out)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/core"
       "${PROJECT_SOURCE_DIR}/core/*/detail/*.h")
  set(found "")
  foreach(header IN LISTS headers)
    file(STRINGS "${PROJECT_SOURCE_DIR}/core/${header}" lines REGEX "${loom_torch_include}")
    if(lines)
      list(APPEND found "${header}")
    endif()
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

function(loom_split_torch target)
  loom_torch_detail_headers(details)
  list(JOIN details "|" details)
  get_target_property(sources ${target} SOURCES)
  set(includers "")
  set(others "")
  foreach(source IN LISTS sources)
    get_filename_component(source "${source}" ABSOLUTE)
    file(STRINGS "${source}" lines REGEX "${loom_torch_include}|^ *# *include *\"(${details})\"")
    if(lines)
      list(APPEND includers "${source}")
    else()
      list(APPEND others "${source}")
    endif()
  endforeach()
  if(NOT includers)
    return()
  endif()
  add_library(${target}_torch OBJECT ${includers})
  foreach(property INCLUDE_DIRECTORIES LINK_LIBRARIES COMPILE_DEFINITIONS COMPILE_OPTIONS)
    get_target_property(value ${target} ${property})
    if(value)
      set_target_properties(${target}_torch PROPERTIES ${property} "${value}")
    endif()
  endforeach()
  loom_precompiled(${target}_torch torch)
  set_target_properties(${target} PROPERTIES SOURCES "${others}")
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_torch>)
endfunction()
