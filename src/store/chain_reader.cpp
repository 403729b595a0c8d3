#include "store/chain_reader.hpp"

#include <optional>

#include "record/checkpoint_record.hpp"
#include "record/line.hpp"
#include "store/log_reader.hpp"

namespace jurymast::store {
namespace {

/// The files that are looked through for a checkpoint: a finished one may be followed by one that has no lines yet.
constexpr std::size_t kFilesLookedThrough = 2;

/// A checkpoint's line, and the tree before it.
struct Beginning {
  std::string line;
  record::MerkleTree tree;
};

/// The number of the last line before the newest files.
std::uint64_t last_seq_before(const std::string& state_directory, std::size_t files) {
  const auto finished = finished_logs(state_directory + "/log");
  return finished.size() < files ? 0 : finished[finished.size() - files].last_seq;
}

Result<std::optional<Beginning>> newest_checkpoint(const std::string& state_directory, const record::LogVerifier* verifier) {
  for (std::size_t files = 1; files <= kFilesLookedThrough; ++files) {
    std::string line;
    const auto read = for_each_line(state_directory, last_seq_before(state_directory, files), [&line](const LogLine& found) {
      if (found.complete && found.text.starts_with(record::kCheckpointHead)) line = found.text;
      return true;
    });
    if (!read) return tl::unexpected(read.error());
    if (line.empty()) continue;
    auto tree = tree_before(line, verifier);
    if (!tree) return std::nullopt;
    return Beginning{std::move(line), *std::move(tree)};
  }
  return std::nullopt;
}

/// Adds line after line to a chain, as long as they follow each other.
class ChainReader {
 public:
  explicit ChainReader(std::optional<Beginning> beginning) : beginning_(std::move(beginning)) {
    if (beginning_) chain_ = record::LogChain({}, beginning_->tree);
  }

  bool take(const LogLine& line) {
    if (!line.complete) return true;
    if (beginning_ && line.text != beginning_->line) return true;
    beginning_.reset();
    const auto layout = record::layout_of(line.text);
    if (!layout || !layout->checksum_holds || layout->seq != chain_.tree().size() + 1) {
      broken_at_ = fmt::format("{}:{}", line.file, line.number);
      return false;
    }
    chain_.append(line.text);
    return true;
  }

  Result<record::LogChain> finish() {
    if (!broken_at_.empty()) {
      return fail(Code::Corrupt, "the log does not run without a hole up to {}, so what was before it cannot be vouched for",
                  broken_at_);
    }
    if (chain_.tree().size() == 0) return fail(Code::NotFound, "the log has no records");
    return std::move(chain_);
  }

 private:
  std::optional<Beginning> beginning_;  ///< until it is reached
  record::LogChain chain_;
  std::string broken_at_;
};

}  // namespace

std::optional<record::MerkleTree> tree_before(std::string_view line, const record::LogVerifier* verifier) {
  if (!line.starts_with(record::kCheckpointHead)) return std::nullopt;
  const auto split = record::split_line(line);
  if (!split || !split->checksum_holds) return std::nullopt;
  const auto record = record::read_checkpoint(split->record);
  if (!record || record->size + 1 != split->seq) return std::nullopt;
  auto tree = verifier == nullptr ? record::tree_of(*record) : record::open_checkpoint(*record, *verifier);
  return tree ? std::optional(*std::move(tree)) : std::nullopt;
}

Result<record::LogChain> read_chain(const std::string& state_directory, const record::LogVerifier* verifier) {
  auto beginning = newest_checkpoint(state_directory, verifier);
  if (!beginning) return tl::unexpected(beginning.error());
  const std::uint64_t after_seq = *beginning ? (*beginning)->tree.size() : 0;
  ChainReader reader(*std::move(beginning));
  const auto read = for_each_line(state_directory, after_seq, [&reader](const LogLine& line) { return reader.take(line); });
  if (!read) return tl::unexpected(read.error());
  return reader.finish();
}

}  // namespace jurymast::store
