#include "proxy/stream_relay.hpp"

#include <utility>

#include "base/limits.hpp"

namespace jurymast::proxy {
namespace {

bool ends_with_blank_line(std::string_view raw) {
  return raw.ends_with("\n\n") || raw.ends_with("\r\n\r\n") || raw.ends_with("\r\r");
}

/// The value of `error` in an event's data, where it is an object of a size that is kept.
std::string error_object_of(std::string_view data, wire::JsonScratch& scratch) {
  if (data.size() > limits::kErrorBodyBytesMax) return {};
  const wire::PaddedString padded(data);
  const wire::ErrorBody body = wire::read_error_body(padded.padded(), scratch);
  return std::string(data.substr(body.error_object.offset, body.error_object.size));
}

}  // namespace

StreamRelay::StreamRelay(const Settings& settings) : settings_(settings), reader_(settings.family, settings.choices) {}

void StreamRelay::feed(std::string_view bytes, wire::JsonScratch& scratch) {
  signals_.clear();
  if (ended_) return;
  splitter_.feed(bytes);
  wire::SseSplitter::Event event;
  while (!ended_) {
    const auto status = splitter_.next(event);
    if (status == wire::SseSplitter::Status::NeedMore) return;
    if (status == wire::SseSplitter::Status::TooLarge) {
      signals_.push_back(Signal::Malformed);
      ended_ = true;
      return;
    }
    take_event(event, scratch);
  }
}

void StreamRelay::finish(wire::JsonScratch& scratch) {
  signals_.clear();
  wire::SseSplitter::Event event;
  while (!ended_ && splitter_.finish(event) == wire::SseSplitter::Status::Event) {
    const std::size_t passed_before = ready_.size();
    take_event(event, scratch);
    // The blank line that the upstream left out; without it the client's parser would drop the event.
    if (ready_.size() > passed_before && !ends_with_blank_line(event.raw)) pass("\n");
  }
}

void StreamRelay::take_event(const wire::SseSplitter::Event& event, wire::JsonScratch& scratch) {
  using wire::EventKind;
  const EventKind kind = reader_.read(event, scratch);
  if (settings_.assembler != nullptr) settings_.assembler->take(event, scratch);
  // Hosted tools of Responses are silent for long, so there every data event counts; for chat only content does.
  if (kind == EventKind::Content || (settings_.family == Family::Responses && event.has_data)) progress_ = true;
  switch (kind) {
    case EventKind::Comment:
    case EventKind::Preamble:
    case EventKind::Trailing:
      return pass(event.raw);
    case EventKind::UsageOnly:
      if (!settings_.strip_usage) pass(event.raw);
      return;
    case EventKind::Content:
      pass(event.raw);
      return note_content();
    case EventKind::Finish:
      pass(event.raw);
      if (reader_.facts().has_content) note_content();
      return note_terminal();
    case EventKind::Error:
      ended_ = true;
      error_object_ = error_object_of(event.data, scratch);
      signals_.push_back(Signal::Error);
      return;
    case EventKind::Done:
      ended_ = true;
      signals_.push_back(Signal::Done);
      return;
    case EventKind::Malformed:
      if (settings_.skip_malformed) {
        ++skipped_events_;
        return;
      }
      ended_ = true;
      signals_.push_back(Signal::Malformed);
      return;
  }
}

void StreamRelay::pass(std::string_view raw) {
  ready_.push_back(raw);
  ready_bytes_ += raw.size();
}

void StreamRelay::note_content() {
  if (std::exchange(content_seen_, true)) return;
  signals_.push_back(Signal::Content);
}

void StreamRelay::note_terminal() {
  if (std::exchange(terminal_seen_, true)) return;
  content_before_terminal_ = content_seen_;
  signals_.push_back(Signal::Terminal);
}

void StreamRelay::taken() {
  ready_.clear();
  ready_bytes_ = 0;
}

bool StreamRelay::hold() {
  const std::size_t limit = content_seen_ ? settings_.held_bytes_max : settings_.preamble_bytes_max;
  if (held_.size() + ready_bytes_ > limit) return false;
  for (const std::string_view piece : ready_) held_.append(piece);
  taken();
  return true;
}

std::string StreamRelay::take_held() { return std::exchange(held_, std::string()); }

bool StreamRelay::take_progress() { return std::exchange(progress_, false); }

}  // namespace jurymast::proxy
