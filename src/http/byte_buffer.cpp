#include "http/byte_buffer.hpp"

#include <algorithm>
#include <cstring>

#include "base/assert.hpp"
#include "wire/json_text.hpp"

namespace jurymast::http {

static_assert(ReceiveBuffer::kPadding >= wire::PaddedText::kPadding);

ReceiveBuffer::ReceiveBuffer(Loop& loop) : loop_(loop), bytes_(std::move(loop.spare_receive_buffer_)) {
  if (!bytes_) bytes_ = std::make_unique_for_overwrite<char[]>(kBytes + kPadding);
}

ReceiveBuffer::~ReceiveBuffer() {
  if (bytes_) loop_.spare_receive_buffer_ = std::move(bytes_);
}

void ByteBuffer::append(std::string_view more) {
  if (more.empty()) return;
  reserve(size_ + more.size());
  std::memcpy(bytes_.get() + size_, more.data(), more.size());
  size_ += more.size();
}

std::span<char> ByteBuffer::room(std::size_t wanted) {
  reserve(size_ + wanted);
  return {bytes_.get() + size_, capacity_ - size_};
}

void ByteBuffer::adopt(std::unique_ptr<char[]> memory, std::size_t bytes) {
  JURYMAST_ASSERT(empty() && bytes <= ReceiveBuffer::kBytes);
  bytes_ = std::move(memory);
  size_ = bytes;
  capacity_ = ReceiveBuffer::kBytes;
}

void ByteBuffer::clear(std::size_t keep_max) {
  size_ = 0;
  if (capacity_ <= keep_max) return;
  bytes_.reset();
  capacity_ = 0;
}

void ByteBuffer::reserve(std::size_t wanted) {
  if (wanted <= capacity_) return;
  const std::size_t capacity = std::max(wanted, 2 * size_);
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity + ReceiveBuffer::kPadding);
  if (size_ > 0) std::memcpy(bytes.get(), bytes_.get(), size_);
  bytes_ = std::move(bytes);
  capacity_ = capacity;
}

}  // namespace jurymast::http
