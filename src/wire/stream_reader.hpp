#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/family.hpp"
#include "wire/answer_facts.hpp"
#include "wire/sse_splitter.hpp"

namespace jurymast::wire {

class JsonCursor;
struct ResponseMembers;

/// What one event of a stream is to the gateway.
enum class EventKind : unsigned char {
  Comment,    ///< no data
  Preamble,   ///< a well-formed event that carries no content (role delta, response.created, empty choices)
  Content,    ///< text, refusal, reasoning or tool-call delta, or a hosted tool's event
  Finish,     ///< the event with which terminal evidence came to stand; it may carry content too
  Trailing,   ///< a well-formed event after that (usage)
  UsageOnly,  ///< chat: the chunk that carries usage and no choice
  Error,      ///< an error event, or a failed response; facts().error says which
  Done,       ///< `[DONE]`
  Malformed,  ///< data that is not JSON, or not an object
};

/// Reads the events of one answer, whole ones only, and keeps the facts that classification, commit and record need.
/// A malformed event changes no fact but `parsed`. Arguments of streamed tool calls are not put together and not checked.
class StreamReader {
 public:
  StreamReader(Family family, unsigned choices);
  EventKind read(const SseSplitter::Event& event, JsonScratch& scratch);
  const AnswerFacts& facts() const { return facts_; }
  std::uint64_t event_count() const { return event_count_; }
  /// Responses: the sequence number an error event of ours would carry next.
  std::uint64_t next_sequence_number() const { return next_sequence_; }

 private:
  struct ChatChunk;
  struct ResponsesEvent;

  EventKind read_data(const SseSplitter::Event& event, JsonScratch& scratch);
  EventKind read_chat(std::string_view name, JsonScratch& scratch);
  EventKind settle_chat(ChatChunk& chunk);
  bool take_chat_choices(JsonCursor& cursor, ChatChunk& chunk);
  void finish_choice(std::size_t index, FinishState finish);
  EventKind read_responses(std::string_view name, JsonScratch& scratch);
  void take_responses_members(JsonCursor& cursor, ResponsesEvent& event);
  EventKind settle_responses(ResponsesEvent& event);
  void keep_response(ResponseMembers& response);

  Family family_;
  AnswerFacts facts_;
  bool malformed_ = false;
  bool other_object_ = false;            ///< an `object` that is not the family's was seen
  std::vector<bool> finished_choices_;   ///< by index; at most kChoicesMax
  std::size_t unfinished_ = 0;
  std::vector<std::pair<std::size_t, FinishState>> chunk_choices_;  ///< of the event being read
  std::uint64_t event_count_ = 0;
  std::uint64_t next_sequence_ = 0;
  std::string type_;                     ///< Responses: of the event being read
  PaddedString padded_;
};

}  // namespace jurymast::wire
