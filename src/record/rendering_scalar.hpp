#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "record/rendering.hpp"

namespace jurymast::record {

/// A value in YAML's flow style: `plain`, `"quoted"`, `[a, b]`, `{in: 1, out: 2}`. It fits on a line, and between the backticks of a cell
/// in a Markdown table.
std::string flow_text(const FieldValue& value);
/// The value back from its flow style. A text stands in any field; where the template asks for another type, a text that is not of that
/// type stays one, as a nonconforming value does.
std::optional<FieldValue> read_flow(std::string_view text, FieldType type);

}  // namespace jurymast::record
