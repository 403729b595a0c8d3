#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "base/family.hpp"
#include "wire/json_text.hpp"
#include "wire/sse_splitter.hpp"
#include "wire/stream_assembler_chat.hpp"

namespace jurymast::wire {

/// Makes one body, as a buffered answer would have it, of the events of a stream.
///
/// Chat: choices by index with role, content, refusal, tool calls (their pieces joined by index) and finish reason; of any other
/// member of a chunk, a choice or a delta the last value that says anything. Responses: the `response` of the terminal event,
/// byte for byte. Where that cannot be done, because the stream is larger than the limit, has an event that is not JSON, or lacks
/// its terminal event, there is no body, and whoever asks of the answer must say that it is not known.
class StreamAssembler {
 public:
  /// Keeps at most `bytes_max` bytes between events; beyond that it lets go of everything.
  StreamAssembler(Family family, std::size_t bytes_max);
  /// Takes the next event of the stream.
  void take(const SseSplitter::Event& event, JsonScratch& scratch);
  /// The body, once the stream is at its end.
  std::optional<PaddedString> body() const;
  /// Bytes of the answer that are held now.
  std::size_t held_bytes() const { return held_; }

 private:
  bool take_chat(const SseSplitter::Event& event, JsonScratch& scratch);
  bool take_responses(const SseSplitter::Event& event, JsonScratch& scratch);
  void let_go();

  Family family_;
  std::size_t bytes_max_;
  std::size_t held_ = 0;
  bool let_go_ = false;
  PaddedString padded_;  ///< of the event being read
  ChatAssembly chat_;
  std::string response_;  ///< Responses: of the terminal event, or empty
};

}  // namespace jurymast::wire
