#pragma once
#include <memory>
#include <span>

#include "base/limits.hpp"
#include "http/loop.hpp"

namespace jurymast::http {

/// A large buffer for one receive, lent by the loop and given back at the end of the scope, so that idle connections hold none.
class ReceiveBuffer {
 public:
  static constexpr std::size_t kBytes = 64 * limits::kKiB;
  static constexpr std::size_t kPadding = 64;

  explicit ReceiveBuffer(Loop& loop);
  ~ReceiveBuffer();
  ReceiveBuffer(const ReceiveBuffer&) = delete;
  ReceiveBuffer& operator=(const ReceiveBuffer&) = delete;

  std::span<char> space() { return {bytes_.get(), kBytes}; }
  /// Hands the memory itself over (kBytes + kPadding of it); nothing goes back to the loop then.
  std::unique_ptr<char[]> take() { return std::move(bytes_); }

 private:
  Loop& loop_;
  std::unique_ptr<char[]> bytes_;
};

}  // namespace jurymast::http
