#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/family.hpp"

namespace jurymast::bench {

/// What one exchange consists of; the upstream and the load are given the same, so that each can check the other's bytes.
struct Content {
  Family family = Family::ChatCompletions;
  std::size_t request_bytes = 1024;
  std::size_t answer_bytes = 1024;  ///< of an answer in one piece
  std::size_t events = 0;           ///< content events of a stream; 0: the answer comes in one piece

  bool streamed() const { return events > 0; }
};

/// One content event of a stream has so many bytes, its `data: ` and blank line included.
inline constexpr std::size_t kEventBytes = 221;

/// The body of an answer: an opening, one event repeated, then a tail. An answer in one piece is all tail.
struct AnswerBody {
  std::string opening;
  std::string event;
  std::size_t events = 0;
  std::string tail;

  std::size_t size() const { return opening.size() + event.size() * events + tail.size(); }
  /// How many of the repeated events lie whole before `position`.
  std::size_t events_before(std::size_t position) const;
  /// The bytes from `position` to the end of the part that it lies in: the opening, an event, or the tail; empty at the end of the body.
  std::string_view at(std::size_t position) const;
};

AnswerBody answer_body(const Content& content);
/// The head of that answer with 17 fields, as large providers send them.
std::string answer_head(int status, const AnswerBody& body);

/// The request body up to the model's name, which stands last so that a proxy has to read everything before it can route.
std::string request_messages(const Content& content);
/// The body of that request as a gateway sends it that writes it anew, with the model before everything else.
std::string request_body_rewritten(const Content& content);
/// Where a request is sent, behind the host and port.
std::string target_of(Family family);
/// A whole request for the host and port given, with more header fields where the proxy needs them, each as `name: value`.
std::string request_text(const Content& content, std::string_view host, std::span<const std::string> more_fields = {});

}  // namespace jurymast::bench
