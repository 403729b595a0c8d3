#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace jurymast::bench {

/// What one exchange consists of; the upstream and the load are given the same, so that each can check the other's bytes.
struct Content {
  std::size_t request_bytes = 1024;
  std::size_t answer_bytes = 1024;  ///< of an answer in one piece
  std::size_t events = 0;           ///< content events of a stream; 0: the answer comes in one piece

  bool streamed() const { return events > 0; }
};

/// One content event of a stream has so many bytes, its `data: ` and blank line included.
inline constexpr std::size_t kEventBytes = 221;

/// The body of an answer: one event repeated, then a tail. An answer in one piece is all tail.
struct AnswerBody {
  std::string event;
  std::size_t events = 0;
  std::string tail;

  std::size_t size() const { return event.size() * events + tail.size(); }
  /// The bytes from `position` to the end of the event, or of the tail, that it lies in; empty at the end of the body.
  std::string_view at(std::size_t position) const;
};

AnswerBody answer_body(const Content& content);
/// The head of that answer with 17 fields, as large providers send them.
std::string answer_head(int status, const AnswerBody& body);

/// The request body up to the model's name, which stands last so that a proxy has to read everything before it can route.
std::string request_messages(const Content& content);
/// A whole request for the host and port given.
std::string request_text(const Content& content, std::string_view host);

}  // namespace jurymast::bench
