#pragma once
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "wire/http_head.hpp"

/// What two parsers say of the same message, in words that both can use.
namespace jurymast::fuzz {

/// What a parser made of one message and, up to where it stopped, of its body.
struct HttpMessage {
  wire::ParseState state = wire::ParseState::NeedMore;
  bool head_done = false;
  std::string method;
  std::string target;
  int version = 0;  ///< 10 or 11; zero where the parser does not tell
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  bool keep_alive = false;
  std::size_t head_bytes = 0;
  std::string body;
  std::size_t bytes = 0;  ///< where the message ends, or the parser stopped
  std::string reason;     ///< of a rejection
  bool operator==(const HttpMessage&) const = default;
};

/// Where the input is cut into pieces: the end of each piece, ascending, the last one being the input's own.
using Cuts = std::vector<std::size_t>;

/// Pieces of `step` bytes each.
inline Cuts cut_evenly(std::size_t size, std::size_t step) {
  Cuts cuts;
  for (std::size_t end = step; end < size; end += step) cuts.push_back(end);
  cuts.push_back(size);
  return cuts;
}

/// Pieces of random length.
inline Cuts cut_anywhere(std::size_t size, Random& random) {
  constexpr std::size_t kPieceBytesMax = 24;
  Cuts cuts;
  for (std::size_t end = 1 + random.below(kPieceBytesMax); end < size; end += 1 + random.below(kPieceBytesMax)) {
    cuts.push_back(end);
  }
  cuts.push_back(size);
  return cuts;
}

/// Whole, byte by byte, and at random places that depend on the text alone, so that a find repeats itself.
inline std::vector<Cuts> all_cuts(std::string_view text) {
  constexpr unsigned kRandomCuts = 2;
  std::uint64_t seed = text.size();
  for (const char c : text) seed = seed * 31 + static_cast<unsigned char>(c);
  Random random(seed);
  std::vector<Cuts> cuts{{text.size()}, cut_evenly(text.size(), 1)};
  for (unsigned i = 0; i < kRandomCuts; ++i) cuts.push_back(cut_anywhere(text.size(), random));
  return cuts;
}

}  // namespace jurymast::fuzz
