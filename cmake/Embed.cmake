# jurymast_embed_packs(OUTPUT files...): writes a source file that holds the texts of contract packs, so that the binary needs no folder.
# A pack's name is its file's. Configuring again picks up a change.
function(jurymast_embed_packs output)
  set(rows "")
  foreach(file IN LISTS ARGN)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${file}")
    get_filename_component(name "${file}" NAME_WE)
    file(READ "${file}" text)
    string(APPEND rows "    {\"${name}\", R\"pack(${text})pack\"},\n")
  endforeach()
  string(CONCAT source
    "#include \"evidence/contract_pack.hpp\"\n\n"
    "namespace jurymast::evidence {\n\n"
    "std::span<const ShippedPack> shipped_packs() {\n"
    "  static constexpr auto kPacks = std::to_array<ShippedPack>({\n${rows}  });\n"
    "  return kPacks;\n"
    "}\n\n"
    "}  // namespace jurymast::evidence\n")
  set(before "")
  if(EXISTS "${output}")
    file(READ "${output}" before)
  endif()
  if(NOT before STREQUAL source)
    file(WRITE "${output}" "${source}")
  endif()
endfunction()
