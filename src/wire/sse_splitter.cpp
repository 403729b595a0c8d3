#include "wire/sse_splitter.hpp"

#include <algorithm>

#include "base/limits.hpp"

namespace jurymast::wire {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Looking for one of the two line ends far beyond the other would make a text of short lines quadratic.
constexpr std::size_t kSearchBytes = 512;

/// The first CR or LF of a text, or its size.
std::size_t line_end(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += kSearchBytes) {
    const std::string_view part = text.substr(at, kSearchBytes);
    const std::size_t feed = std::min(part.find('\n'), part.size());
    const std::size_t end = std::min(part.substr(0, feed).find('\r'), feed);
    if (end < part.size()) return at + end;
  }
  return text.size();
}

/// How many bytes end the line at `end`, given that they are all there.
std::size_t terminator_size(std::string_view text, std::size_t end) {
  if (end == text.size()) return 0;
  return text.substr(end).starts_with("\r\n") ? 2 : 1;
}

}  // namespace

void SseSplitter::feed(std::string_view bytes) {
  if (begin_ > 0) {
    buffer_.erase(0, begin_);
    scanned_ -= begin_;
    line_begin_ -= begin_;
    begin_ = 0;
  }
  buffer_ += bytes;
}

/// False while the bytes so far could still become a byte-order mark.
bool SseSplitter::skip_byte_order_mark() {
  if (started_) return true;
  const bool maybe = kByteOrderMark.starts_with(buffer_) && buffer_.size() < kByteOrderMark.size();
  if (maybe) return false;
  started_ = true;
  if (buffer_.starts_with(kByteOrderMark)) begin_ = line_begin_ = scanned_ = kByteOrderMark.size();
  return true;
}

/// Moves past one whole line. A CR at the very end waits: an LF that belongs to it may follow.
SseSplitter::Line SseSplitter::next_line() {
  const std::string_view text = buffer_;
  const std::size_t end = scanned_ + line_end(text.substr(scanned_));
  if (end - line_begin_ > limits::kSseLineBytesMax) return Line::TooLong;
  scanned_ = end;
  const bool unsure = end + 1 == text.size() && text[end] == '\r' && !ended_;
  if (end == text.size() || unsure) return Line::Unended;
  const bool blank = end == line_begin_;
  line_begin_ = scanned_ = end + terminator_size(text, end);
  return blank ? Line::Blank : Line::Filled;
}

SseSplitter::Status SseSplitter::next_event(Event& event) {
  for (;;) {
    const Line line = next_line();
    const bool large = line == Line::TooLong || scanned_ - begin_ > limits::kSseEventBytesMax;
    if (large) return Status::TooLarge;
    if (line == Line::Unended) return Status::NeedMore;
    if (line == Line::Filled) continue;
    take(line_begin_, event);
    return Status::Event;
  }
}

SseSplitter::Status SseSplitter::next(Event& event) {
  if (!skip_byte_order_mark()) return Status::NeedMore;
  return next_event(event);
}

SseSplitter::Status SseSplitter::finish(Event& event) {
  ended_ = true;
  const Status status = next(event);
  if (status != Status::NeedMore) return status;
  // A last line that is not ended may have been cut anywhere, so it is no evidence of a whole event.
  if (!started_ || line_begin_ == begin_ || line_begin_ != buffer_.size()) return Status::NeedMore;
  take(buffer_.size(), event);
  return event.has_data ? Status::Event : Status::NeedMore;
}

void SseSplitter::take(std::size_t end, Event& event) {
  event = Event{};
  event.raw = std::string_view(buffer_).substr(begin_, end - begin_);
  for (std::string_view rest = event.raw; !rest.empty();) {
    const std::size_t line = line_end(rest);
    take_field(rest.substr(0, line), event);
    rest.remove_prefix(line + terminator_size(rest, line));
  }
  begin_ = end;
}

void SseSplitter::take_field(std::string_view line, Event& event) {
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "data") take_data(value, event);
  if (field == "event") event.name = value;
}

/// One line stays a view; only a second one makes a copy.
void SseSplitter::take_data(std::string_view value, Event& event) {
  if (!event.has_data) {
    event.data = value;
    event.has_data = true;
    return;
  }
  if (event.data.data() != joined_data_.data()) joined_data_.assign(event.data);
  joined_data_ += '\n';
  joined_data_ += value;
  event.data = joined_data_;
}

}  // namespace jurymast::wire
