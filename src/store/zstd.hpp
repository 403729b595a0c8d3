#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace jurymast::store {

/// Packs pieces of text with zstd, each so that it can be unpacked by itself.
class Packer {
 public:
  Packer();
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;
  ~Packer();
  /// One frame with its length and a checksum. Fails with Exhausted where there is no memory for it.
  Result<std::string> pack(std::string_view text);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// The text of one frame. Fails with Corrupt where it is damaged, or longer than `bytes_max`.
Result<std::string> unpack(std::string_view packed, std::size_t bytes_max);

/// Unpacks frames that follow each other, piece by piece; what only tools read is passed over.
class Unpacker {
 public:
  Unpacker();
  Unpacker(Unpacker&&) noexcept;
  Unpacker& operator=(Unpacker&&) noexcept;
  ~Unpacker();
  /// Takes bytes from the front of `packed` and puts text into `room`; how much text that was. Fails with Corrupt where they are no frames.
  Result<std::size_t> take(std::string_view& packed, std::string& room);
  /// True where the bytes so far end with a frame.
  bool between_frames() const;

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Begins a frame that no unpacking shows: its content follows, of that many bytes.
std::string unseen_frame_head(std::size_t content_bytes);
inline constexpr std::size_t kUnseenFrameHeadBytes = 8;

}  // namespace jurymast::store
