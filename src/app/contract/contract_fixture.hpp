#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "evidence/answer_check.hpp"
#include "evidence/contract_request.hpp"

namespace jurymast::app {

/// An answer out of a file, with its body.
struct AnswerFixture {
  Family family = Family::ChatCompletions;
  bool streamed = false;
  int status = 0;
  std::string content_type;
  std::string body;

  evidence::ObservedAnswer observed() const { return {family, streamed, status, content_type, body}; }
};

/// What a file holds: a request has a `method`, an answer has a `status`.
using ContractFixture = std::variant<AnswerFixture, evidence::ObservedRequest>;

inline constexpr std::size_t kFixtureBytesMax = 2 * evidence::kObservedBytesMax;

/// Reads `{"family", "streamed", "status", "content_type", "body"}` or `{"family", "method", "path", "auth_scheme", "body"}`; the body is
/// JSON, or text. Fails with the member that is wrong and what it takes, and repeats no value.
Result<ContractFixture> read_contract_fixture(std::string_view text);

}  // namespace jurymast::app
