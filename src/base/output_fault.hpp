#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace jurymast {

/// What a route's rules found wrong with an answer; the category is all that is ever written down. Undecided: a limit was reached
/// before the rules were done, or the request's own schema is beyond what is checked.
enum class OutputFault : unsigned char { None, NotJson, Schema, MissingField, Empty, Pattern, ToolArguments, Undecided };

inline constexpr std::size_t kOutputFaultCount = 8;
inline constexpr std::array<std::string_view, kOutputFaultCount> kOutputFaultNames{
    "none", "not_json", "schema", "missing_field", "empty", "pattern", "tool_arguments", "undecided"};
constexpr std::string_view name_of(OutputFault fault) { return kOutputFaultNames[static_cast<std::size_t>(fault)]; }

}  // namespace jurymast
