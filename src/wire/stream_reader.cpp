#include "wire/stream_reader.hpp"

#include <algorithm>
#include <utility>

#include "wire/answer_reader.hpp"
#include "wire/error_reader.hpp"
#include "wire/request_view.hpp"

namespace jurymast::wire {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

/// One chunk of a chat stream, read to its end before any of it counts.
struct StreamReader::ChatChunk {
  bool object_matches = false;
  bool other_object = false;
  bool has_payload = false;
  bool has_content = false;
  bool has_choices = false;  ///< the member is there, be it empty
  bool valid = true;
  bool id_present = false;
  Usage usage;
  ErrorFacts error;
  std::string model;
};

StreamReader::StreamReader(Family family, unsigned choices)
    : family_(family), finished_choices_(std::clamp(choices, 1U, kChoicesMax), false), unfinished_(finished_choices_.size()) {}

EventKind StreamReader::read(const SseSplitter::Event& event, JsonScratch& scratch) {
  ++event_count_;
  if (!event.has_data) return EventKind::Comment;
  if (trimmed(event.data) == "[DONE]") return EventKind::Done;
  const EventKind kind = read_data(event, scratch);
  malformed_ = malformed_ || kind == EventKind::Malformed;
  facts_.parsed = !malformed_;
  return kind;
}

EventKind StreamReader::read_data(const SseSplitter::Event& event, JsonScratch& scratch) {
  padded_.assign(event.data);
  return family_ == Family::ChatCompletions ? read_chat(event.name, scratch) : read_responses(event.name, scratch);
}

/// Notes the chunk's choices; false if one has an index that cannot be.
bool StreamReader::take_chat_choices(JsonCursor& cursor, ChatChunk& chunk) {
  ArgumentTexts ignored;
  for (JsonElements elements(cursor); elements.next();) {
    ChatChoice choice = read_chat_choice(cursor, ignored);
    const std::uint64_t index = choice.index.value_or(0);
    if (!choice.index_valid || index >= kChoicesMax || chunk_choices_.size() == kChoicesMax) return false;
    chunk_choices_.emplace_back(index, choice.finish);
    chunk.has_payload = chunk.has_payload || choice.has_payload;
    chunk.has_content = chunk.has_content || choice.has_content || choice.has_reasoning;
    if (!chunk.error.present) chunk.error = std::move(choice.error);
  }
  return true;
}

EventKind StreamReader::read_chat(std::string_view name, JsonScratch& scratch) {
  JsonCursor cursor(padded_.padded(), scratch, LoneSurrogates::Tolerated);
  if (cursor.kind() != JsonKind::Object) return EventKind::Malformed;
  ChatChunk chunk;
  ErrorMembers bare;
  chunk_choices_.clear();
  for (JsonMembers members(cursor); members.next();) {
    const std::string_view key = members.key();
    if (key == "choices") {
      // Of two, one reader takes the first and another the last; the end of a stream must not hang on that.
      chunk.valid = !std::exchange(chunk.has_choices, true) && take_chat_choices(cursor, chunk);
    } else if (key == "object") {
      const std::string_view object = cursor.take_string().value_or("");
      chunk.object_matches = object == "chat.completion.chunk";
      chunk.other_object = !object.empty() && !chunk.object_matches;
    } else if (key == "error") {
      ErrorFacts error = read_error_value(cursor);
      if (error.present) chunk.error = std::move(error);
    } else if (key == "usage") {
      chunk.usage = read_usage(cursor);
    } else if (key == "id") {
      chunk.id_present = cursor.take_filled();
    } else if (key == "model") {
      if (facts_.model.empty()) chunk.model = take_short_text(cursor, kAnswerModelBytesMax);
    } else {
      bare.take(key, cursor);
    }
  }
  if (!cursor.finish() || !chunk.valid) return EventKind::Malformed;
  const bool bare_error = name == "error" || (!chunk.has_choices && bare.has_message());
  if (!chunk.error.present && bare_error) chunk.error = bare.facts();
  return settle_chat(chunk);
}

void StreamReader::finish_choice(std::size_t index, FinishState finish) {
  if (index >= finished_choices_.size()) {
    unfinished_ += index + 1 - finished_choices_.size();
    finished_choices_.resize(index + 1, false);
  }
  if (index == 0 && finish != FinishState::None) facts_.finish = finish;
  if (!is_chat_end(finish) || finished_choices_[index]) return;
  finished_choices_[index] = true;
  --unfinished_;
}

EventKind StreamReader::settle_chat(ChatChunk& chunk) {
  other_object_ = other_object_ || chunk.other_object;
  facts_.object_matches = !other_object_ && (facts_.object_matches || chunk.object_matches);
  facts_.id_present = facts_.id_present || chunk.id_present;
  if (facts_.model.empty()) facts_.model = std::move(chunk.model);
  if (chunk.usage.present) facts_.usage = chunk.usage;
  if (chunk.error.present) {
    facts_.error = std::move(chunk.error);
    return EventKind::Error;
  }
  facts_.required_present = facts_.required_present || chunk.has_payload;
  facts_.has_content = facts_.has_content || chunk.has_content;
  if (chunk_choices_.empty() && chunk.usage.present) return EventKind::UsageOnly;
  const bool was_finished = facts_.finished;
  for (const auto& [index, finish] : chunk_choices_) finish_choice(index, finish);
  facts_.finished = unfinished_ == 0;
  if (facts_.finished) return was_finished ? EventKind::Trailing : EventKind::Finish;
  return chunk.has_content ? EventKind::Content : EventKind::Preamble;
}

}  // namespace jurymast::wire
