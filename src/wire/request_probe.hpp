#pragma once
#include <string>
#include <string_view>

#include "wire/http_head.hpp"

/// Shared by the tests of the request head.
namespace jurymast::wire::probe {

/// What became of a text that was read as a request head.
struct Outcome {
  ParseState state = ParseState::NeedMore;
  Rejection rejection;
  RequestHead head;
};

inline Outcome read(std::string_view text) {
  Outcome outcome;
  RequestHeadReader reader;
  outcome.state = reader.read(text, outcome.head);
  outcome.rejection = reader.rejection();
  return outcome;
}

inline Outcome read_by_byte(std::string_view text) {
  Outcome outcome;
  RequestHeadReader reader;
  for (std::size_t size = 0; size <= text.size() && outcome.state == ParseState::NeedMore; ++size) {
    outcome.state = reader.read(text.substr(0, size), outcome.head);
  }
  outcome.rejection = reader.rejection();
  return outcome;
}

inline std::string with_line(std::string_view line) {
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\n" + std::string(line) + "\r\n\r\n";
}

inline std::string with_host(std::string_view host) {
  return "GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
}

inline std::string with_request_line(std::string_view line) { return std::string(line) + "\r\nHost: gateway\r\n\r\n"; }

/// `400 reason` of a text that must be rejected, or why it was not.
inline std::string refusal_of(std::string_view text) {
  const Outcome outcome = read(text);
  if (outcome.state == ParseState::Done) return "accepted";
  if (outcome.state == ParseState::NeedMore) return "needs more";
  return std::to_string(outcome.rejection.status) + " " + std::string(outcome.rejection.reason);
}

}  // namespace jurymast::wire::probe
