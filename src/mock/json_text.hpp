#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::mock {

/// Members keep the order they are written in, as an upstream prints them.
using Json = nlohmann::ordered_json;

/// Reads one JSON text; fails with what is wrong with it, also where it nests deeper than limits::kJsonDepthMax.
Result<Json> read_json(std::string_view text);
/// The text without white space; invalid UTF-8 is replaced, never thrown over.
std::string printed(const Json& json);

}  // namespace jurymast::mock
