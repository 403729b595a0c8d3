#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "wire/schema_check_tree.hpp"

namespace jurymast::wire {

/// The value of the schema's own text that a `$ref` leads to: "#", or "#" and a JSON pointer with its percent escapes. Nothing
/// if it leads out of the text or to no value of it.
std::optional<std::size_t> reference_target(const JsonTree& tree, std::string_view reference);

}  // namespace jurymast::wire
