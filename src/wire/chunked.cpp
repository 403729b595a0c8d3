#include "wire/chunked.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/assert.hpp"
#include "wire/http_chars.hpp"

namespace jurymast::wire {
namespace {

constexpr unsigned kSizeDigitsMax = 16;  ///< 16 hex digits fill 64 bits and cannot overflow them

}  // namespace

ChunkedReader::Piece ChunkedReader::read(std::string_view received) {
  Piece piece;
  while (state_ == ParseState::NeedMore && piece.consumed < received.size()) {
    if (step_ != Step::Data) {
      take(received[piece.consumed]);
      ++piece.consumed;
      continue;
    }
    const std::size_t available = received.size() - piece.consumed;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, available));
    piece.data = received.substr(piece.consumed, size);
    piece.consumed += size;
    left_ -= size;
    if (left_ == 0) step_ = Step::DataCr;
    break;
  }
  return piece;
}

void ChunkedReader::take(char c) {
  switch (step_) {
    case Step::Size:
      return take_size(c);
    case Step::Extension:
      return take_extension(c);
    case Step::Trailer:
    case Step::TrailerLf:
      if (++trailer_bytes_ > kTrailerBytesMax) return reject("trailers over the limit");
      return step_ == Step::Trailer ? take_trailer(c) : take_line_feed(c);
    case Step::DataCr:
      if (c != '\r') return reject("chunk data longer than its size");
      step_ = Step::DataLf;
      return;
    case Step::SizeLf:
    case Step::DataLf:
      return take_line_feed(c);
    case Step::Data:
    case Step::End:
      JURYMAST_ASSERT(false);
  }
}

void ChunkedReader::take_size(char c) {
  const int digit = hex_value(c);
  if (digit >= 0) {
    if (++digits_ > kSizeDigitsMax) return reject("chunk size of more than 16 digits");
    left_ = left_ << 4 | static_cast<unsigned>(digit);
    return;
  }
  line_bytes_ = digits_;
  if (digits_ == 0) return reject("chunk size is not a hex number");
  if (c == '\r') {
    step_ = Step::SizeLf;
  } else if (c == ';') {
    step_ = Step::Extension;
    take_extension(c);
  } else {
    reject("chunk size is followed by neither an extension nor a line end");
  }
}

/// A reader that follows a quote over the line's end would find another message than we do.
void ChunkedReader::take_extension(char c) {
  if (c == '\r') {
    if (quoted_) return reject("chunk extension with a quote that is not closed");
    step_ = Step::SizeLf;
    return;
  }
  if (!is_field_char(c)) return reject("control byte in a chunk extension");
  if (++line_bytes_ > limits::kChunkLineBytesMax) return reject("chunk line over the limit");
  if (++extension_bytes_ > kChunkExtensionBytesMax) return reject("chunk extensions over the limit");
  const bool escaped = std::exchange(escaped_, quoted_ && !escaped_ && c == '\\');
  if (c == '"' && !escaped) quoted_ = !quoted_;
}

/// A trailer has to look like a header, or else a request behind a missing empty line would be swallowed as one.
void ChunkedReader::take_trailer(char c) {
  if (c == '\r') {
    if (!line_empty_ && in_name_) return reject("trailer line is not a header");
    step_ = Step::TrailerLf;
    return;
  }
  if (in_name_ && c == ':' && !line_empty_) {
    in_name_ = false;
  } else if (in_name_ ? !is_token_char(c) : !is_field_char(c)) {
    return reject("trailer line is not a header");
  }
  line_empty_ = false;
}

void ChunkedReader::take_line_feed(char c) {
  if (c != '\n') return reject("carriage return without a line feed in the chunked coding");
  if (step_ == Step::DataLf) {
    step_ = Step::Size;
    digits_ = 0;
    return;
  }
  if (step_ == Step::SizeLf && left_ > 0) {
    step_ = Step::Data;
    return;
  }
  if (step_ == Step::TrailerLf && line_empty_) {
    step_ = Step::End;
    state_ = ParseState::Done;
    return;
  }
  step_ = Step::Trailer;
  line_empty_ = true;
  in_name_ = true;
}

void ChunkedReader::reject(std::string_view reason) {
  state_ = ParseState::Rejected;
  rejection_ = {400, reason};
}

ChunkPrefix::ChunkPrefix(std::size_t size) {
  JURYMAST_ASSERT(size > 0);
  char* end = std::to_chars(text_.data(), text_.data() + text_.size() - kChunkEnd.size(), size, 16).ptr;
  end = std::copy(kChunkEnd.begin(), kChunkEnd.end(), end);
  size_ = static_cast<std::size_t>(end - text_.data());
}

}  // namespace jurymast::wire
