#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "base/family.hpp"
#include "base/result.hpp"

namespace jurymast::evidence {

/// A harmless request of a smoke test. Its id holds its version: what it asks never changes under one id.
struct Fixture {
  std::string id;
  std::string system;
  std::string user;
  unsigned tokens_max = 0;
};

/// The form in which a fixture is sent.
struct FixtureForm {
  Family family = Family::ChatCompletions;
  bool streamed = false;
  std::string model;               ///< as the application names it
  std::string token_limit_member;  ///< empty: `max_tokens` for Chat Completions, `max_output_tokens` for Responses
};

inline constexpr std::size_t kCustomFixtureBytesMax = 4096;
inline constexpr unsigned kCustomTokensMax = 256;

/// The built-in request that smoke tests send unless told otherwise: a few tokens of JSON, without anybody's data.
const Fixture& default_fixture();

/// Reads a request that an operator wrote: a JSON object with `system`, `user` and, if wanted, `max_tokens`. Its id is made of its digest. Fails
/// with Invalid where it is no such object, and with Denied where it holds what looks like a secret or a person's data; no message repeats it.
Result<Fixture> read_custom_fixture(std::string_view json);

/// The request's body, always the same bytes for the same form.
std::string fixture_body(const Fixture& fixture, const FixtureForm& form);

}  // namespace jurymast::evidence
