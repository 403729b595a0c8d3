#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "http/receive_buffer.hpp"

namespace jurymast::http {

/// Bytes in one piece that grow by doubling, with readable padding behind them. They move when they grow.
class ByteBuffer {
 public:
  std::string_view view() const { return {bytes_.get(), size_}; }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }

  void append(std::string_view more);
  /// Room for at least `wanted` more bytes, behind those that are there; grew() then says how many came.
  std::span<char> room(std::size_t wanted);
  void grew(std::size_t bytes) { size_ += bytes; }
  /// Takes over a receive's memory, of which `bytes` are filled; for an empty buffer.
  void adopt(std::unique_ptr<char[]> memory, std::size_t bytes);
  /// Forgets what lies behind the first `size` bytes.
  void truncate(std::size_t size) { size_ = size; }
  /// Empties it; memory above `keep_max` bytes is freed.
  void clear(std::size_t keep_max);

 private:
  void reserve(std::size_t wanted);
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace jurymast::http
