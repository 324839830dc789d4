# SPDX-License-Identifier: GPL-3.0-or-later
# One precompiled header for the files that include LibTorch, and for no others.
#
# loom_torch_headers(<target>) is called for every target that links Torch::Torch. It reads which of
# the target's sources include LibTorch, themselves or through a header in a detail/ folder of
# core; those share the header compiled once for loom_torch_header, the rest of the target compiles
# without it. A file that gains its first such include later is compiled the long way until CMake
# runs again, which costs time and nothing else.

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

# The target whose header the others use. It has their definitions (those of loom::base), since a
# precompiled header is only good for the options it was compiled with.
function(loom_torch_header_target)
  set(source "${PROJECT_BINARY_DIR}/torch_header.cpp")
  file(CONFIGURE OUTPUT "${source}" CONTENT "// Here so that the precompiled header has a target.\n")
  add_library(loom_torch_header OBJECT "${source}")
  target_link_libraries(loom_torch_header PRIVATE loom_options loom::base Torch::Torch)
  target_precompile_headers(loom_torch_header PRIVATE
                            "${PROJECT_SOURCE_DIR}/core/learn/detail/torch_precompiled.h")
endfunction()

function(loom_torch_headers target)
  loom_torch_detail_headers(details)
  list(JOIN details "|" details)
  get_target_property(sources ${target} SOURCES)
  set(includers "")
  set(others "${CMAKE_CURRENT_BINARY_DIR}/${target}_autogen/mocs_compilation.cpp")
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
  if(NOT TARGET loom_torch_header)
    loom_torch_header_target()
  endif()
  target_precompile_headers(${target} REUSE_FROM loom_torch_header)
  set_source_files_properties(${others} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()
