#include "proxy/answer_writer.hpp"

#include <utility>

namespace jurymast::proxy {

void AnswerWriter::own(std::string text) {
  if (text.empty()) return;
  pieces_.push_back(owned_.emplace_back(std::move(text)));
}

void AnswerWriter::chunk(std::span<const std::string_view> pieces) {
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  if (size == 0) return;
  own(std::string(wire::ChunkPrefix(size).text()));
  for (const std::string_view piece : pieces) view(piece);
  view(wire::kChunkEnd);
}

std::size_t AnswerWriter::bytes() const {
  std::size_t total = 0;
  for (const std::string_view piece : pieces_) total += piece.size();
  return total;
}

void AnswerWriter::clear() {
  pieces_.clear();
  owned_.clear();
}

}  // namespace jurymast::proxy
