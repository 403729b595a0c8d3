#include <algorithm>
#include <string>

#include "base/assert.hpp"
#include "invariants.hpp"
#include "wire/chunked.hpp"

namespace jurymast::fuzz {
namespace {

using wire::ChunkedReader;
using wire::ParseState;

struct Outcome {
  ParseState state = ParseState::NeedMore;
  std::string_view reason;
  std::string body;
  std::size_t consumed = 0;
};

/// Reads `text` in pieces of `step` bytes, as a connection would hand them over.
Outcome read_in_steps(std::string_view text, std::size_t step) {
  ChunkedReader reader;
  Outcome outcome;
  while (reader.state() == ParseState::NeedMore && outcome.consumed < text.size()) {
    const std::string_view given = text.substr(outcome.consumed, step);
    const ChunkedReader::Piece piece = reader.read(given);
    JURYMAST_ASSERT(piece.consumed > 0 && piece.consumed <= given.size());
    JURYMAST_ASSERT(inside(piece.data, given.substr(0, piece.consumed)));
    outcome.body += piece.data;
    outcome.consumed += piece.consumed;
  }
  outcome.state = reader.state();
  outcome.reason = reader.rejection().reason;
  return outcome;
}

/// What was taken off, put on again, comes off the same.
void check_rewritten(const std::string& body) {
  constexpr std::size_t kChunkBytes = 7;
  std::string text;
  for (std::size_t at = 0; at < body.size(); at += kChunkBytes) {
    const std::string chunk = body.substr(at, kChunkBytes);
    text += wire::ChunkPrefix(chunk.size()).text();
    text += chunk;
    text += wire::kChunkEnd;
  }
  text += wire::kLastChunk;
  const Outcome again = read_in_steps(text, text.size());
  JURYMAST_ASSERT(again.state == ParseState::Done && again.body == body && again.consumed == text.size());
}

}  // namespace
}  // namespace jurymast::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace jurymast;
  const std::string_view text = fuzz::text_of(data, size);
  const fuzz::Outcome once = fuzz::read_in_steps(text, std::max<std::size_t>(size, 1));
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{16}}) {
    const fuzz::Outcome cut = fuzz::read_in_steps(text, step);
    JURYMAST_ASSERT(cut.state == once.state && cut.reason == once.reason);
    JURYMAST_ASSERT(cut.body == once.body && cut.consumed == once.consumed);
  }
  JURYMAST_ASSERT((once.state == wire::ParseState::Rejected) == !once.reason.empty());
  if (once.state == wire::ParseState::Done) {
    JURYMAST_ASSERT(text.substr(0, once.consumed).ends_with("\r\n"));
    fuzz::check_rewritten(once.body);
  }
  return 0;
}
