#include "store/index_check.hpp"

#include <algorithm>

#include "store/indexed_log.hpp"
#include "store/log_blocks.hpp"

namespace jurymast::store {
namespace {

bool same_summary(const record::BlockSummary& a, const record::BlockSummary& b) {
  return a.lines == b.lines && a.first_seq == b.first_seq && a.last_seq == b.last_seq && a.operations == b.operations &&
         a.plain == b.plain && a.unreadable == b.unreadable && a.first_at == b.first_at && a.last_at == b.last_at &&
         a.timeless == b.timeless && a.routes == b.routes && a.classes == b.classes;
}

/// Parts are made again from the lines where their digest is another one, so only the digest has to be right.
bool agrees(const IndexedBlock& block, std::string_view lines) {
  if (crypto::sha256(lines) != block.text) return false;
  const TakenApart apart = take_apart(lines);
  for (std::size_t i = 0; i < record::kBlockParts; ++i) {
    if (crypto::sha256(apart.parts[i]) != block.parts[i].digest) return false;
  }
  return same_summary(apart.summary, block.summary);
}

}  // namespace

Result<IndexState> check_index(const std::string& log_directory, const FinishedLog& log) {
  const auto index = read_index(log_directory, log);
  if (!index) return IndexState::Missing;
  auto text = open_finished(log_directory, log);
  if (!text) return tl::unexpected(text.error());
  LogBlocks blocks(*std::move(text));
  for (const IndexedBlock& block : index->blocks) {
    const auto lines = blocks.next();
    if (!lines) return tl::unexpected(lines.error());
    if (!agrees(block, *lines)) return IndexState::Differs;
  }
  const auto more = blocks.next();
  if (!more) return tl::unexpected(more.error());
  return more->empty() ? IndexState::Agrees : IndexState::Differs;
}

}  // namespace jurymast::store
