#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "mock/api_request.hpp"
#include "mock/fault.hpp"

namespace jurymast::mock {

/// Tokens of one answer, all its choices together, whoever asks for more.
inline constexpr std::uint64_t kTokensMax = 100'000;

/// How much the mock says and how fast; a fault may say otherwise for one answer.
struct Pace {
  std::uint64_t tokens = 8;
  Duration first_token{0};
  Duration token_every{0};
  Duration background = std::chrono::milliseconds(200);  ///< until a background response is completed

  bool operator==(const Pace&) const = default;
};

/// Which attempt an answer belongs to; makes every answer's text its own.
struct AnswerIdentity {
  std::string tag;  ///< empty: tokens are `t1 t2 …`
  std::uint64_t attempt = 1;
  std::int64_t created_s = 0;

  /// `A-7`, or `mock-7` without a tag.
  std::string name() const { return (tag.empty() ? "mock" : tag) + "-" + std::to_string(attempt); }
};

enum class ContentKind : unsigned char { Text, Refusal, ToolCall };

/// What an answer says, before it has the shape of a family.
struct Content {
  ContentKind kind = ContentKind::Text;
  std::vector<std::string> pieces;  ///< one a content event
  std::string finish;               ///< chat's finish reason; `none` leaves the end out
  std::string tool_name;
  bool marks_choices = false;  ///< free text, so that choices but the first can be told apart

  /// The pieces of one choice joined.
  std::string whole(unsigned choice) const;
  std::string piece(std::size_t index, unsigned choice) const;
};

/// Everything an answer's text follows from.
struct AnswerInput {
  ApiRequest request;
  Content content;
  AnswerIdentity identity;
  Fault fault;
};

/// One event of a stream as it goes on the wire, blank line included.
struct Event {
  std::string text;
  bool content = false;
};

/// A whole answer before it is framed, paced and cut.
struct Answer {
  int status = 200;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  bool streamed = false;
  std::string body;
  std::vector<Event> events;
  std::string filler_anchor;  ///< a huge answer grows behind the first place where this text stands
  Duration first_content{0};  ///< wait before the first content event, or before a buffered head
  Duration content_every{0};  ///< between content events, or for each further token of a buffered one
  std::uint64_t content_count = 0;
};

/// Chooses the text: as many tokens as pace, fault and request allow, a tool call or JSON where asked for.
Content choose_content(const ApiRequest& request, const Fault& fault, const AnswerIdentity& identity, const Pace& pace);

/// Input tokens of every answer.
inline constexpr std::uint64_t kInputTokens = 12;

}  // namespace jurymast::mock
