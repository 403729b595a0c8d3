#pragma once
#include <cstddef>
#include <string_view>

namespace jurymast::record {

/// Longer than models' names are, and shorter than what readers of answers cut a name at: a name that was cut is none.
inline constexpr std::size_t kModelNameBytesMax = 80;

/// Whether a text that somebody outside chose may be written down as a model's name: letters, digits and what stands between them in names,
/// at least one letter, and nothing that reads as an address of a person.
bool is_model_name(std::string_view text);

}  // namespace jurymast::record
