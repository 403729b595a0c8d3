#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jurymast::record {

/// What a frame of the journal holds.
enum class FrameType : unsigned char {
  Start = 1,      ///< an operation's start, as render_start gives it
  End = 2,        ///< an operation's whole record
  Event = 3,      ///< a record of another kind
  Abandoned = 4,  ///< ids of operations whose end was dropped, text put together without a separator
};

struct Frame {
  FrameType type = FrameType::Event;
  std::string_view payload;  ///< lies in the scanned bytes
};

inline constexpr std::size_t kFrameAlignment = 8;
inline constexpr std::size_t kFramePayloadBytesMax = 16 * 1024;

/// Room that a frame with this payload takes.
std::size_t frame_size(std::size_t payload_bytes);
/// Writes a frame to the beginning of `at`, which is aligned and at least frame_size() long. The mark that makes it one is stored last:
/// a process killed at any moment leaves a whole frame or none.
void write_frame(std::span<char> at, FrameType type, std::string_view payload);
/// Appends a frame to bytes that hold nothing but frames.
void append_frame(std::string& bytes, FrameType type, std::string_view payload);

/// Reads frames in order; what is no whole frame is stepped over until the next one.
class FrameScanner {
 public:
  explicit FrameScanner(std::string_view bytes, std::size_t offset = 0) : bytes_(bytes), offset_(offset) {}

  std::optional<Frame> next();
  /// Where the frame that next() gave last begins, and where it ends.
  std::size_t begin_of_last() const { return begin_; }
  std::size_t offset() const { return offset_; }
  /// Places where a frame was, by its mark or by whole frames behind it, that cannot be read.
  std::size_t damaged() const { return damaged_; }

 private:
  std::string_view bytes_;
  std::size_t offset_ = 0;
  std::size_t begin_ = 0;
  std::size_t damaged_ = 0;
};

}  // namespace jurymast::record
