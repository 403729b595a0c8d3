#pragma once
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wire/chunked.hpp"

namespace jurymast::proxy {

/// Gathers what one turn of the loop has to say to a client, so that it goes out with one system call. Pieces added as views must
/// live until clear().
class AnswerWriter {
 public:
  /// Adds text that the writer keeps itself.
  void own(std::string text);
  void view(std::string_view text) {
    if (!text.empty()) pieces_.push_back(text);
  }
  /// Adds one chunk of the chunked coding around `pieces`; none where they are empty.
  void chunk(std::span<const std::string_view> pieces);
  void last_chunk() { view(wire::kLastChunk); }

  bool empty() const { return pieces_.empty(); }
  std::span<const std::string_view> pieces() const { return pieces_; }
  std::size_t bytes() const;
  void clear();

 private:
  std::deque<std::string> owned_;  // a deque, so that growing moves none of the texts that views point at
  std::vector<std::string_view> pieces_;
};

}  // namespace jurymast::proxy
