#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/limits.hpp"
#include "wire/http_head.hpp"

namespace jurymast::wire {

/// All trailer lines of one body together, with the line end that closes them.
inline constexpr std::size_t kTrailerBytesMax = 4 * limits::kKiB;
/// All chunk extensions of one body together; without it every body byte could drag a full line along.
inline constexpr std::size_t kChunkExtensionBytesMax = 16 * limits::kKiB;

/// Takes the chunked coding off a body, strictly: 1 to 16 hex digits, CRLF only; extensions and trailers are bounded and dropped.
class ChunkedReader {
 public:
  struct Piece {
    std::string_view data;     ///< body bytes at the front of what was given; may be empty
    std::size_t consumed = 0;  ///< bytes used up, framing included
  };
  /// Consumes from the front of `received` until one run of body bytes is found, more input is needed, or the body ends.
  Piece read(std::string_view received);
  ParseState state() const { return state_; }
  const Rejection& rejection() const { return rejection_; }

 private:
  enum class Step : unsigned char { Size, Extension, SizeLf, Data, DataCr, DataLf, Trailer, TrailerLf, End };
  void take(char c);
  void take_size(char c);
  void take_extension(char c);
  void take_trailer(char c);
  void take_line_feed(char c);
  void reject(std::string_view reason);

  ParseState state_ = ParseState::NeedMore;
  Step step_ = Step::Size;
  std::uint64_t left_ = 0;
  unsigned digits_ = 0;
  std::size_t line_bytes_ = 0;
  std::size_t extension_bytes_ = 0;
  bool quoted_ = false;  ///< inside a quoted value of an extension
  bool escaped_ = false;
  std::size_t trailer_bytes_ = 0;
  bool line_empty_ = true;
  bool in_name_ = true;
  Rejection rejection_;
};

/// The line that opens a chunk of `size` bytes: hex digits and CRLF. The chunk itself ends with kChunkEnd.
/// `size` is not zero: an empty chunk would end the body, and kLastChunk does that on purpose.
class ChunkPrefix {
 public:
  explicit ChunkPrefix(std::size_t size);
  std::string_view text() const { return {text_.data(), size_}; }

 private:
  std::array<char, 20> text_;
  std::size_t size_ = 0;
};

inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace jurymast::wire
