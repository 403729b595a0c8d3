#include "record/frame.hpp"

#include <atomic>
#include <cstring>

#include "base/assert.hpp"
#include "record/crc32c.hpp"

namespace jurymast::record {
namespace {

/// Bytes that occur in no JSON text of ours, so that no payload looks like a frame.
constexpr std::uint32_t kMagic = 0xa5f0c3d2U;

struct Header {
  std::uint32_t magic;
  std::uint32_t crc;  ///< of what follows in the header, and the payload
  std::uint32_t length;
  std::uint32_t type;
};
static_assert(sizeof(Header) == 16 && sizeof(Header) % kFrameAlignment == 0);

constexpr std::size_t kCheckedFrom = offsetof(Header, length);

std::uint32_t checksum(const Header& header, std::string_view payload) {
  const std::string_view checked(reinterpret_cast<const char*>(&header) + kCheckedFrom, sizeof(Header) - kCheckedFrom);
  return crc32c(payload, crc32c(checked));
}

bool is_type(std::uint32_t type) { return type >= 1 && type <= 4; }

/// What stands at an aligned place.
struct Finding {
  bool marked = false;
  bool empty = true;  ///< eight zero bytes
  std::optional<Frame> frame;
};

Finding look_at(std::string_view bytes) {
  Finding finding;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data(), sizeof word);
  finding.empty = word == 0;
  Header header;
  if (finding.empty || bytes.size() < sizeof header) return finding;
  std::memcpy(&header, bytes.data(), sizeof header);
  finding.marked = header.magic == kMagic;
  if (!finding.marked || !is_type(header.type) || header.length > kFramePayloadBytesMax) return finding;
  if (frame_size(header.length) > bytes.size()) return finding;
  const std::string_view payload = bytes.substr(sizeof header, header.length);
  if (checksum(header, payload) == header.crc) finding.frame = Frame{static_cast<FrameType>(header.type), payload};
  return finding;
}

}  // namespace

std::size_t frame_size(std::size_t payload_bytes) {
  return (sizeof(Header) + payload_bytes + kFrameAlignment - 1) / kFrameAlignment * kFrameAlignment;
}

void write_frame(std::span<char> at, FrameType type, std::string_view payload) {
  JURYMAST_ASSERT(payload.size() <= kFramePayloadBytesMax && frame_size(payload.size()) <= at.size());
  JURYMAST_ASSERT(reinterpret_cast<std::uintptr_t>(at.data()) % kFrameAlignment == 0);
  Header header{kMagic, 0, static_cast<std::uint32_t>(payload.size()), static_cast<std::uint32_t>(type)};
  header.crc = checksum(header, payload);
  std::memcpy(at.data() + sizeof header, payload.data(), payload.size());
  constexpr std::size_t kMagicBytes = sizeof header.magic;
  std::memcpy(at.data() + kMagicBytes, reinterpret_cast<const char*>(&header) + kMagicBytes,
              sizeof header - kMagicBytes);
  std::atomic_ref<std::uint32_t> mark(*reinterpret_cast<std::uint32_t*>(at.data()));
  mark.store(kMagic, std::memory_order_release);
}

void append_frame(std::string& bytes, FrameType type, std::string_view payload) {
  JURYMAST_ASSERT(bytes.size() % kFrameAlignment == 0);
  const std::size_t begin = bytes.size();
  bytes.resize(begin + frame_size(payload.size()), '\0');
  write_frame(std::span(bytes).subspan(begin), type, payload);
}

std::optional<Frame> FrameScanner::next() {
  bool stepped_over = false;  // something that is not a frame, since the last frame
  bool counted = false;
  for (; offset_ + kFrameAlignment <= bytes_.size(); offset_ += kFrameAlignment) {
    const Finding finding = look_at(bytes_.substr(offset_));
    if (finding.frame) {
      if (stepped_over && !counted) ++damaged_;
      begin_ = offset_;
      offset_ += frame_size(finding.frame->payload.size());
      return finding.frame;
    }
    if (finding.marked && !counted) {
      ++damaged_;
      counted = true;
    }
    stepped_over = stepped_over || !finding.empty;
  }
  offset_ = bytes_.size();
  return std::nullopt;
}

}  // namespace jurymast::record
