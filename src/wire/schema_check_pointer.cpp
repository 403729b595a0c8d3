#include "wire/schema_check_pointer.hpp"

#include "base/limits.hpp"
#include "wire/json_scalar.hpp"

namespace jurymast::wire {
namespace {

/// The token with `~1` and `~0` resolved, or nothing if a `~` stands alone.
std::optional<std::string> unescaped_token(std::string_view token) {
  std::string plain;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      plain += token[i];
      continue;
    }
    ++i;
    if (i == token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    plain += token[i] == '0' ? '~' : '/';
  }
  return plain;
}

}  // namespace

Result<JsonPointer> JsonPointer::parse(std::string_view text) {
  if (text.size() > kBytesMax) {
    return fail(Code::Invalid, "a JSON pointer of {} bytes is too long; at most {} are allowed", text.size(), kBytesMax);
  }
  JsonPointer pointer;
  std::string_view rest = text;
  while (!rest.empty()) {
    if (!rest.starts_with('/')) {
      return fail(Code::Invalid, "\"{}\" is no JSON pointer: it must begin with \"/\", as in \"/choices/0/message\"", text);
    }
    rest.remove_prefix(1);
    const std::string_view token = rest.substr(0, rest.find('/'));
    std::optional<std::string> plain = unescaped_token(token);
    if (!plain) {
      return fail(Code::Invalid, "\"{}\" is no JSON pointer: in \"{}\" write \"~0\" for \"~\" and \"~1\" for \"/\"", text, token);
    }
    pointer.tokens_.push_back(*std::move(plain));
    rest.remove_prefix(token.size());
  }
  if (pointer.tokens_.size() > limits::kJsonDepthMax) {
    return fail(Code::Invalid, "\"{}\" goes {} levels deep; a body has at most {}", text, pointer.tokens_.size(),
                limits::kJsonDepthMax);
  }
  return pointer;
}

std::optional<std::size_t> array_index(std::string_view token) {
  if (token.size() > 1 && token.starts_with('0')) return std::nullopt;
  return json_unsigned(token);
}

void append_pointer_token(std::string_view name, std::string& out) {
  out += '/';
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
}

}  // namespace jurymast::wire
