#include "mock/json_text.hpp"

#include "base/limits.hpp"

namespace jurymast::mock {
namespace {

/// The parser recurses as deep as its input, so depth is counted before it sees any of it.
bool nests_too_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > limits::kJsonDepthMax) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return false;
}

}  // namespace

Result<Json> read_json(std::string_view text) {
  if (nests_too_deep(text)) return fail(Code::Invalid, "JSON nests deeper than {}", limits::kJsonDepthMax);
  Json json = Json::parse(text.begin(), text.end(), nullptr, false);
  if (json.is_discarded()) return fail(Code::Invalid, "not a JSON text");
  return json;
}

std::string printed(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace jurymast::mock
